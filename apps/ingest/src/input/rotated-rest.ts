import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FilePosition } from './file-position.ts'
import { type OpenFile, openFile } from './open-file.ts'
import { isSameFile, type PositionBook, type Resumed } from './position-book.ts'

/** The file that holds the rest of a log which had another name, and where it continues. */
export interface RotatedRest {
  readonly file: OpenFile
  readonly resumed: Resumed
}

/**
 * Where a log was rotated while nobody read it (or was truncated after being copied), its unread rest lies in a neighbour: the
 * same inode under another name, or a file named after it (`access.log.1`, `access.log-20261123.gz`) with the same content.
 * Looks for that of the file that was last read under `path`; null when nothing is missing or nothing is found.
 */
export async function findRotatedRest(path: string, book: PositionBook): Promise<RotatedRest | null> {
  const latest = book.latest(path)
  if (latest === undefined) return null
  for (const neighbour of await neighbours(path, latest.position)) {
    const file = await openFile(neighbour).catch(() => null)
    if (file === null) continue
    const resumed = await book.resume(file, latest.id).catch(() => null)
    if (resumed !== null && resumed.id !== null) return { file, resumed }
    await resumed?.reader.close()
    await file.handle.close()
  }
  return null
}

/** Other files of the directory that may hold it, the known inode first. */
async function neighbours(path: string, position: FilePosition): Promise<string[]> {
  const directory = dirname(path)
  const same: string[] = []
  const named: string[] = []
  for (const name of (await readdir(directory).catch(() => [])).sort()) {
    const other = join(directory, name)
    if (other === path) continue
    const status = await stat(other, { bigint: true }).catch(() => null)
    if (!status?.isFile()) continue
    if (isSameFile(position, { device: String(status.dev), inode: String(status.ino) })) same.push(other)
    else if (name.startsWith(basename(path))) named.push(other)
  }
  return [...same, ...named]
}
