import { MillraceError } from '@millrace/errors'

/** An error that a value causes while a query runs, with Spark's error class. */
export const valueError = (errorClass: string, message: string): MillraceError =>
  new MillraceError('MILLRACE_ARITHMETIC', `[${errorClass}] ${message}`)

/** An error that the arguments' types or constants cause before a query runs, with Spark's error class. */
export const analysisError = (errorClass: string, message: string): MillraceError =>
  new MillraceError('MILLRACE_ANALYSIS', `[${errorClass}] ${message}`)
