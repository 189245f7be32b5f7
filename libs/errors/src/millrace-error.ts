import { ERRORS, type ErrorCode } from './codes.ts'

export interface MillraceErrorOptions {
  /** What made this happen. */
  readonly cause?: unknown
  /** Overrides the table where one occurrence differs from the code's default. */
  readonly retryable?: boolean
}

/** The one error class of Millrace: a stable code and one sentence saying what, where and what was expected. */
export class MillraceError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly exitCode: 1 | 2

  constructor(code: ErrorCode, message: string, options: MillraceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MillraceError'
    this.code = code
    this.retryable = options.retryable ?? ERRORS[code].retryable
    this.exitCode = ERRORS[code].exitCode
  }
}

/** Wraps whatever was thrown; a MillraceError passes unchanged. */
export function asMillraceError(error: unknown): MillraceError {
  if (error instanceof MillraceError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new MillraceError('MILLRACE_INTERNAL', message, { cause: error })
}

/** True when the operation that threw may be tried again. */
export const isRetryable = (error: unknown): boolean => error instanceof MillraceError && error.retryable
