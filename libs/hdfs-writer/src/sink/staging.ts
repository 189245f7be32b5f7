import type { FileSystem, SinkContext } from '@millrace/engine'
import { shortQueryId } from '@millrace/engine/table'

/** Where a query prepares files: beside the table, because DuckDB reads hidden folders inside it. */
const stagingRoot = (table: string): string => `${table}.staging`

export const queryStaging = (table: string, context: SinkContext): string =>
  `${stagingRoot(table)}/${shortQueryId(context.queryId)}`

/** No reader takes a file of this ending for data. */
export const IN_PROGRESS = '.inprogress'

/** Where the analyses of a query are prepared. */
export const analysesStaging = (table: string, context: SinkContext): string =>
  `${queryStaging(table, context)}/analyses`

/** Open sinks by the staging that they use. */
const users = new WeakMap<FileSystem, Map<string, number>>()

/**
 * Tells that a sink uses the staging of its query for a table. What it gives is to be called once, when the sink closes: the last
 * sink removes what is left empty. Staging that other queries still use is not empty and stays.
 */
export function useStaging(fs: FileSystem, table: string, context: SinkContext): () => Promise<void> {
  const staging = queryStaging(table, context)
  const counts = users.get(fs) ?? new Map<string, number>()
  users.set(fs, counts)
  counts.set(staging, (counts.get(staging) ?? 0) + 1)
  return async () => {
    const left = (counts.get(staging) ?? 1) - 1
    counts.set(staging, left)
    if (left > 0) return
    counts.delete(staging)
    for (const path of [analysesStaging(table, context), staging, stagingRoot(table)])
      await fs.delete(path).catch(() => false)
  }
}
