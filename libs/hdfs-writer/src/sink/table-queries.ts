import type { FileSystem, SinkContext } from '@millrace/engine'
import { shortQueryId } from '@millrace/engine/table'
import { IN_PROGRESS } from './staging.ts'

/** A query that writes to a table, and where its checkpoint is, as people write it. */
export interface TableQuery {
  readonly id: string
  readonly checkpoint: string
}

const PREFIX = '_millrace_query_'

/** Leaves word in a table, in a hidden file, who writes to it: compaction asks the checkpoint which batches are committed. */
export async function recordQuery(fs: FileSystem, table: string, context: SinkContext): Promise<void> {
  const { queryId: id, checkpoint } = context
  const path = `${table}/${PREFIX}${shortQueryId(id)}`
  const record: TableQuery = { id, checkpoint }
  const text = Buffer.from(`${JSON.stringify(record)}\n`)
  if ((await fs.status(path)) !== null && Buffer.compare(await fs.read(path), text) === 0) return
  const hidden = `${table}/.${PREFIX}${shortQueryId(id)}${IN_PROGRESS}`
  await fs.write(hidden, text)
  await fs.rename(hidden, path, { overwrite: true })
}

/** Who writes to a table; what cannot be understood is left out. */
export async function readTableQueries(fs: FileSystem, table: string): Promise<TableQuery[]> {
  const queries: TableQuery[] = []
  for (const { name, path } of await fs.list(table)) {
    if (!name.startsWith(PREFIX)) continue
    const bytes = await fs.read(path)
    try {
      const { id, checkpoint } = JSON.parse(Buffer.from(bytes).toString()) as Partial<TableQuery>
      if (typeof id === 'string' && typeof checkpoint === 'string') queries.push({ id, checkpoint })
    } catch {
      // Not written by a sink.
    }
  }
  return queries
}
