import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from './local-error.ts'

/** By directory: the call that has not begun yet, for all that ask while one runs. */
const waiting = new Map<string, Promise<void>>()
const running = new Map<string, Promise<void>>()

/**
 * Makes the names in a directory durable. Windows has no such call and needs none. Calls for one directory that come while one is
 * under way share the next.
 */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const before = running.get(path)
  if (before === undefined) return run(path)
  let next = waiting.get(path)
  if (next === undefined) {
    next = before
      .catch(() => {})
      .then(() => {
        waiting.delete(path)
        return run(path)
      })
    waiting.set(path, next)
  }
  return next
}

function run(path: string): Promise<void> {
  const sync = fsyncOf(path).finally(() => running.delete(path))
  running.set(path, sync)
  return sync
}

async function fsyncOf(path: string): Promise<void> {
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
