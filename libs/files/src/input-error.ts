import { MillraceError } from '@millrace/errors'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a directory',
  EMFILE: 'could not be opened: too many files are open (see ulimit -n)',
}

/** MILLRACE_INPUT_MISSING for what the file system said about an input; what is a MillraceError already stays one. */
export function inputError(path: string, cause: unknown): MillraceError {
  if (cause instanceof MillraceError) return cause
  const { code, message } = cause as NodeJS.ErrnoException
  const reason = (code === undefined ? undefined : REASONS[code]) ?? `cannot be read (${message ?? String(cause)})`
  return new MillraceError('MILLRACE_INPUT_MISSING', `The input ${path} ${reason}.`, { cause })
}
