/** How the files of a table are named, and which of them a reader takes: what writers, compaction and readers of tables share. */
export { compactionFolder, listSteadily, readingOf, replacedFolder, tableOf } from './compacted-table.ts'
export {
  type DataFile,
  mergedFileName,
  type PartFile,
  parseDataFileName,
  parsePartFileName,
  partFileName,
  shortQueryId,
} from './data-file-name.ts'
export { MergedFiles, visibleFiles } from './visible-files.ts'
