import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { MillraceError } from '@millrace/errors'

/**
 * Makes the folder of a journal and its parents where they are missing. Not with `recursive`, which tries for ever where a file
 * system says of a new name in a folder that is there that it does not exist, as /proc does.
 *
 * @throws MillraceError MILLRACE_FILE_SYSTEM
 */
export function makeFolderOf(journal: string): void {
  try {
    makeFolder(dirname(journal))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = (code !== undefined ? REASONS[code] : undefined) ?? message
    throw new MillraceError('MILLRACE_FILE_SYSTEM', `The folder of the journal ${journal} cannot be made: ${reason}.`, {
      cause: error,
    })
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'part of the path is a file',
  ENOTDIR: 'part of the path is a file',
  EACCES: 'permission denied',
  EPERM: 'the file system does not permit it',
  ENOENT: 'the file system does not permit it',
  EROFS: 'the file system is read-only',
}

function makeFolder(path: string): void {
  if (isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  try {
    mkdirSync(path)
  } catch (error) {
    // Somebody else was faster.
    if (!isFolder(path)) throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
