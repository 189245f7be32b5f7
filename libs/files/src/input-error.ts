import { MillraceError } from '@millrace/errors'

/** MILLRACE_INPUT_MISSING for what the file system said about an input. */
export function inputError(path: string, cause: unknown): MillraceError {
  const { code, message } = cause as NodeJS.ErrnoException
  const reason =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'EACCES' || code === 'EPERM'
        ? 'may not be read'
        : `cannot be read (${message})`
  return new MillraceError('MILLRACE_INPUT_MISSING', `The input ${path} ${reason}.`, { cause })
}
