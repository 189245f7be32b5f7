/**
 * What the package `millrace` gives to a program that says `import ... from 'millrace'`: the engine, and the sources, sinks and log formats
 * that load nothing but themselves. Kafka and the journal, each with a library of its own, have subpaths (tools/pack/public-entries.ts).
 */
export { type Report, reportOf, webLogAnalyses } from '@millrace/analytics'
export * from '@millrace/engine'
export { type ErrorCode, MillraceError } from '@millrace/errors'
export {
  type CsvOptions,
  csvFormat,
  type DirectorySource,
  type DirectorySourceOptions,
  directorySource,
  type FileTable,
  type FileTableOptions,
  filesSource,
  fileTable,
  type JsonOptions,
  jsonFormat,
  linesFormat,
  parquetFormat,
  parquetSchema,
  parquetTable,
  type RowFormat,
  textFormat,
} from '@millrace/files'
export {
  localFileSystem,
  openTableLocation,
  type ParquetSinkOptions,
  type ParquetTableSinkOptions,
  parquetSink,
  parquetTableSink,
  type TableLocation,
  type TableLocationOptions,
  type WebHdfs,
  type WebHdfsOptions,
  webHdfs,
} from '@millrace/hdfs-writer'
export { combined, common, type WebLogFormat, type WebLogPreset, webLog, webLogParser } from '@millrace/log-parser'
export { apache, type LogParserSpec, logParser, nginx } from '@millrace/log-parser/formats'
