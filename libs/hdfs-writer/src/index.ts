export { localFileSystem } from './local/local-file-system.ts'
