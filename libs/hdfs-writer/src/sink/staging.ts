import type { FileSystem, SinkContext } from '@millrace/engine'
import { shortQueryId } from './part-file-name.ts'

/** Where a query prepares files: beside the table, because DuckDB reads hidden folders inside it. */
export const stagingRoot = (table: string): string => `${table}.staging`

export const queryStaging = (table: string, context: SinkContext): string =>
  `${stagingRoot(table)}/${shortQueryId(context.queryId)}`

/** No reader takes a file of this ending for data. */
export const IN_PROGRESS = '.inprogress'

/**
 * Removes what is left empty of a query's staging when a sink closes: `own` (where the sink has a directory of its own), the
 * query's, the table's. Those that other sinks or queries still use are not empty and stay.
 */
export async function removeEmptyStaging(
  fs: FileSystem,
  table: string,
  context: SinkContext,
  own?: string,
): Promise<void> {
  for (const path of [own, queryStaging(table, context), stagingRoot(table)]) {
    if (path !== undefined) await fs.delete(path).catch(() => false)
  }
}
