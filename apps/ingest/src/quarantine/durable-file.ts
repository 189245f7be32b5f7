import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Ending of files that are not whole yet. */
export const STAGED = '.inprogress'

/** Writes a file that is on the disk, whole, under its name, or not there at all. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const staged = `${path}${STAGED}`
  const handle = await open(staged, 'w')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await renameDurably(staged, path)
}

/** Gives a file whose content is on the disk its name. */
export async function renameDurably(staged: string, path: string): Promise<void> {
  await rename(staged, path)
  // Windows cannot open a directory; there the rename alone has to do.
  const directory = await open(dirname(path), 'r').catch(() => null)
  await directory?.sync().catch(() => {})
  await directory?.close()
}
