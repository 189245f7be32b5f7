import type { FileStatus, FileSystem, SinkContext } from '@millrace/engine'
import { parseDataFileName, shortQueryId } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'

/**
 * Refuses a table that holds `files` which this query did not write, unless they are adopted. What it gives is to be called
 * when the query has started: adopting leaves a hidden marker in the table, so that it is asked for once and not at every restart,
 * and a start that fails for another reason has adopted nothing.
 * @throws MillraceError MILLRACE_TABLE_FOREIGN
 */
export async function claimTable(
  fs: FileSystem,
  table: string,
  files: readonly FileStatus[],
  context: SinkContext,
  adopt: boolean,
): Promise<() => Promise<void>> {
  const query = shortQueryId(context.queryId)
  const foreign = files.filter(file => parseDataFileName(file.name)?.query !== query)
  if (foreign.length === 0) return async () => {}
  const marker = `${table}/_millrace_adopted_${query}`
  if ((await fs.status(marker)) !== null) return async () => {}
  if (adopt) {
    const text = `Query ${context.queryId} adds to the ${foreign.length} files that were here.\n`
    return () => fs.write(marker, new TextEncoder().encode(text))
  }
  const example = foreign[0].path.slice(table.length + 1)
  const held = foreign.length === 1 ? `a file (${example})` : `${foreign.length} files (such as ${example})`
  throw new MillraceError(
    'MILLRACE_TABLE_FOREIGN',
    `The table ${fs.display(table)} holds ${held} that the query of checkpoint ${context.checkpoint} did not write: ` +
      'give the checkpoint that belongs to the table, choose another table, or add to this one with --adopt (in a program parquetSink({ adopt: true })).',
  )
}
