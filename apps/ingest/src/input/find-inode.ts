import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A file as it was once seen: its path then, and the device and inode that stay with it when it is renamed. */
export interface SeenFile {
  readonly path: string
  readonly device: string
  readonly inode: string
}

/** Where a file is now: under its path or beside it; null when its directory no longer has that inode. */
export async function findInode({ path, device, inode }: SeenFile): Promise<string | null> {
  const directory = dirname(path)
  for (const name of await readdir(directory).catch(() => [])) {
    const candidate = join(directory, name)
    const status = await stat(candidate, { bigint: true }).catch(() => null)
    if (status !== null && String(status.ino) === inode && String(status.dev) === device) return candidate
  }
  return null
}
