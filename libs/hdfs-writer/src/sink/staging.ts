import type { SinkContext } from '@millrace/engine'
import { shortQueryId } from './part-file-name.ts'

/** Where a query prepares files: beside the table, because DuckDB reads hidden folders inside it. */
export const stagingRoot = (table: string): string => `${table}.staging`

export const queryStaging = (table: string, context: SinkContext): string =>
  `${stagingRoot(table)}/${shortQueryId(context.queryId)}`

/** No reader takes a file of this ending for data. */
export const IN_PROGRESS = '.inprogress'
