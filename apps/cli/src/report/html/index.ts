export { htmlPage } from './html-page.ts'
