import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'part of the path is a file',
  ENOTDIR: 'part of the path is a file',
  EACCES: 'permission denied',
  EPERM: 'the file system does not permit it',
  ENOENT: 'the file system does not permit it',
  EROFS: 'the file system is read-only',
}

/**
 * Makes a folder on local disk and its parents where they are missing. Not with `recursive`, which tries for ever where a file
 * system says of a new name in a folder that is there that it does not exist, as /proc does.
 *
 * @throws Error with the reason as its message and the `code` of the system
 */
export function makeFolder(path: string): void {
  try {
    make(path)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = (code === undefined ? undefined : REASONS[code]) ?? message
    throw Object.assign(new Error(reason, { cause }), { code })
  }
}

function make(path: string): void {
  if (isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) make(parent)
  try {
    mkdirSync(path)
  } catch (error) {
    // Somebody else was faster.
    if (!isFolder(path)) throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
