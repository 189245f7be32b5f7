import { randomUUID } from 'node:crypto'
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { MillraceError } from '@millrace/errors'

/**
 * Writes a file that is either the old or the new one, whole. What a link leads to is replaced, not the link; a device or pipe is written to.
 * MILLRACE_FILE_SYSTEM or MILLRACE_DISK_FULL where that fails.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await attempt(path, async () => {
    const there = await statOf(path)
    // Never a file in the place of /dev/stdout.
    if (there !== undefined && !there.isFile()) return writeFile(path, text)
    const target = there === undefined ? path : await realpath(path)
    const temporary = `${target}.${randomUUID()}.inprogress`
    try {
      await writeFile(temporary, text, { flag: 'wx', flush: true })
      await rename(temporary, target)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  })
}

/** Fails where a file could not be written there, before anything is done for it. */
export async function checkPlace(path: string): Promise<void> {
  const folder = await statOf(dirname(path))
  const why =
    folder?.isDirectory() !== true
      ? `${dirname(path)} is not a directory`
      : (await statOf(path))?.isDirectory()
        ? 'it is a directory'
        : undefined
  if (why !== undefined) throw new MillraceError('MILLRACE_FILE_SYSTEM', `${path} cannot be written: ${why}.`)
}

/** Runs what writes to a path; its error names the path. */
export async function attempt(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'MILLRACE_DISK_FULL' : 'MILLRACE_FILE_SYSTEM'
    throw new MillraceError(code, `${path} cannot be written: ${(cause as Error).message}.`, { cause })
  }
}

const statOf = (path: string) => stat(path).catch(() => undefined)
