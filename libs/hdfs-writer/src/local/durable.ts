import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from './local-error.ts'

/** Makes the names in a directory durable. Windows has no such call and needs none. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Makes a directory and its parents; those that are new survive a power cut. Not with `recursive`, which tries for ever where a
 * file system says of a new name in a directory that is there that it does not exist, as /proc does.
 */
export async function makeDirectories(path: string): Promise<void> {
  if (await isDirectory(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeDirectories(parent)
  try {
    await mkdir(path)
  } catch (error) {
    // Somebody else was faster.
    if (errnoOf(error) === 'EEXIST' && (await isDirectory(path))) return
    throw error
  }
  await syncDirectory(parent)
}

const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Writes all bytes at the handle's position. */
export async function writeAll(handle: FileHandle, data: Uint8Array): Promise<void> {
  for (let at = 0; at < data.length; ) at += (await handle.write(data, at, data.length - at)).bytesWritten
}
