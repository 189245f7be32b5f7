import type { FileStatus, FileSystem } from '@millrace/engine'
import { replacedFolder } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { allEnded } from '../sink/all-ended.ts'
import { limitConcurrency } from '../sink/limit-concurrency.ts'

/** Files that are renamed or deleted at the same time. */
const AT_ONCE = 16

/**
 * Takes files out of a table, to where readers that have listed them find them. The merged file that holds their rows is in the table.
 * A file that is gone already was taken before.
 */
export async function takeAway(fs: FileSystem, table: string, files: readonly FileStatus[]): Promise<void> {
  const moves = files.map(({ path }) => [path, replacedFolder(table) + path.slice(table.length)] as const)
  const directories = new Set(moves.map(([, to]) => to.slice(0, to.lastIndexOf('/'))))
  for (const directory of directories) await fs.mkdirs(directory)
  if (fs.renameAll !== undefined) return fs.renameAll(moves)
  const limit = limitConcurrency(AT_ONCE)
  await allEnded(moves.map(([from, to]) => limit(() => move(fs, from, to))))
}

async function move(fs: FileSystem, from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to, { overwrite: true })
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_FILE_MISSING') throw error
    if ((await fs.status(from)) !== null) throw error
  }
}

export async function deleteAll(fs: FileSystem, files: readonly FileStatus[]): Promise<void> {
  const limit = limitConcurrency(AT_ONCE)
  await allEnded(files.map(({ path }) => limit(() => fs.delete(path))))
}
