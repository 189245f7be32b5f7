export { type PartFile, parsePartFileName, partFileName, shortQueryId } from '@millrace/engine/table'
export { type CompactionOptions, compactTable } from './compaction/compact-table.ts'
export type {
  CompactionReport,
  DroppedPartition,
  MergedGroup,
  SkippedFile,
} from './compaction/compaction-report.ts'
export { localFileSystem } from './local/local-file-system.ts'
export { type ParquetEncoderOptions, parquetEncoder } from './parquet/parquet-encoder.ts'
export { type ParquetFileOptions, type ParquetFlavour, parquetFile } from './parquet/parquet-file.ts'
export { type ParquetSinkOptions, parquetSink } from './sink/parquet-sink.ts'
export { ANALYSIS_METADATA, type ParquetTableSinkOptions, parquetTableSink } from './sink/parquet-table-sink.ts'
export { openTableLocation, type TableLocation, type TableLocationOptions } from './table-location.ts'
export type { RetryOptions, WebHdfsOptions } from './webhdfs/options.ts'
export { RemoteException } from './webhdfs/remote-exception.ts'
export { type WebHdfs, webHdfs } from './webhdfs/web-hdfs.ts'
