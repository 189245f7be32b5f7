import { type ErrorCode, MillraceError } from '@millrace/errors'

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'MILLRACE_FILE_MISSING',
  EISDIR: 'MILLRACE_FILE_MISSING',
  EEXIST: 'MILLRACE_FILE_EXISTS',
  ENOSPC: 'MILLRACE_DISK_FULL',
  EDQUOT: 'MILLRACE_DISK_FULL',
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EEXIST: 'it exists already',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'the file system does not permit it',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'part of the path is a file, not a directory',
  ENOTEMPTY: 'the directory is not empty',
  EMFILE: 'this process has too many files open',
  EIO: 'the device reported an input/output error',
}

/** The error number's name (`ENOENT` ...) of a failed file operation, or undefined. */
export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** One sentence for a failed operation on the local disk; `doing` is for instance `write`. */
export function localError(error: unknown, doing: string, path: string): MillraceError {
  if (error instanceof MillraceError) return error
  const errno = errnoOf(error)
  const code = (errno !== undefined ? CODES[errno] : undefined) ?? 'MILLRACE_FILE_SYSTEM'
  const reason = (errno !== undefined ? REASONS[errno] : undefined) ?? (error instanceof Error ? error.message : error)
  return new MillraceError(code, `Could not ${doing} ${path}: ${reason}.`, { cause: error })
}
