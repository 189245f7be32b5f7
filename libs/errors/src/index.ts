export { ERRORS, type ErrorCode, type ErrorFacts } from './codes.ts'
export { asMillraceError, isRetryable, MillraceError, type MillraceErrorOptions } from './millrace-error.ts'
export { printable } from './printable.ts'
