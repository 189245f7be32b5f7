import type { FileSystem } from '@millrace/engine'
import { shortQueryId } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { readTableQueries, type TableQuery } from '../sink/table-queries.ts'
import type { TableLocation } from '../table-location.ts'

export interface CheckpointSearch {
  readonly fs: FileSystem
  /** Absolute path of the table. */
  readonly table: string
  /** Where the query's checkpoint is, when the table does not know, or it has moved. */
  readonly checkpoint?: TableLocation
  /** Opens the checkpoint that the table names. */
  readonly open: (location: string) => TableLocation
}

/**
 * The last committed batch of each query whose checkpoint is found, by the query's name in file names; -1 before the first. Looked for
 * at the place given, at those that the table records, and at `<table>.checkpoint`.
 */
export async function committedBatches(search: CheckpointSearch): Promise<ReadonlyMap<string, number>> {
  const committed = new Map<string, number>()
  const look = async ({ fs, path }: TableLocation): Promise<boolean> => {
    const id = await queryIdOf(fs, path)
    if (id === null) return false
    committed.set(shortQueryId(id), await lastCommit(fs, path))
    return true
  }
  const { fs, table, checkpoint } = search
  if (checkpoint !== undefined && !(await look(checkpoint)))
    throw new MillraceError(
      'MILLRACE_INPUT_MISSING',
      `There is no checkpoint at ${checkpoint.fs.display(checkpoint.path)}: expected the one of the query that writes ${fs.display(table)}.`,
    )
  for (const recorded of await readTableQueries(fs, table)) {
    if (!committed.has(shortQueryId(recorded.id))) await lookAtRecorded(search, recorded, look)
  }
  if (committed.size === 0) await look({ fs, path: `${table}.checkpoint` })
  return committed
}

async function lookAtRecorded(
  { fs, open }: CheckpointSearch,
  { checkpoint }: TableQuery,
  look: (location: TableLocation) => Promise<boolean>,
): Promise<void> {
  // Errors of a server that does not answer are told; a path that is no longer understood is none.
  const location = checkpoint.startsWith(fs.description) ? sameFileSystem(fs, checkpoint) : open(checkpoint)
  try {
    await look(location)
  } finally {
    if (location.fs !== fs) await location.fs.close()
  }
}

const sameFileSystem = (fs: FileSystem, displayed: string): TableLocation => ({
  fs,
  path: decodeURIComponent(displayed.slice(fs.description.length)),
})

async function queryIdOf(fs: FileSystem, checkpoint: string): Promise<string | null> {
  const metadata = `${checkpoint}/metadata`
  if ((await fs.status(metadata)) === null) return null
  try {
    const { id } = JSON.parse(Buffer.from(await fs.read(metadata)).toString()) as { id?: unknown }
    if (typeof id === 'string') return id
  } catch (error) {
    if (error instanceof MillraceError) throw error
  }
  throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `${fs.display(metadata)} does not hold the query's id.`)
}

async function lastCommit(fs: FileSystem, checkpoint: string): Promise<number> {
  const ids = (await fs.list(`${checkpoint}/commits`)).filter(({ name }) => /^\d+$/.test(name))
  return Math.max(-1, ...ids.map(({ name }) => Number(name)))
}
