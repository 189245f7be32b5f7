import { type ErrorCode, MillraceError } from '@millrace/errors'

/** An error on its way between threads. */
export interface SerialisedError {
  /** null: not a MillraceError, so a defect. */
  readonly code: ErrorCode | null
  readonly message: string
  readonly retryable: boolean
  readonly stack: string | undefined
}

export function serialiseError(error: unknown): SerialisedError {
  const known = error instanceof MillraceError
  return {
    code: known ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    retryable: known && error.retryable,
    stack: error instanceof Error ? error.stack : undefined,
  }
}

/** The error again; what was no MillraceError is MILLRACE_INTERNAL, with the stack of the thread that threw it. */
export function deserialiseError({ code, message, retryable, stack }: SerialisedError): MillraceError {
  if (code !== null) return new MillraceError(code, message, { retryable })
  const defect = new MillraceError('MILLRACE_INTERNAL', message)
  if (stack !== undefined) defect.stack = stack
  return defect
}
