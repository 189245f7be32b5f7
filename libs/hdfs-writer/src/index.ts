export { localFileSystem } from './local/local-file-system.ts'
export type { RetryOptions, WebHdfsOptions } from './webhdfs/options.ts'
export { RemoteException } from './webhdfs/remote-exception.ts'
export { type WebHdfs, webHdfs } from './webhdfs/web-hdfs.ts'
