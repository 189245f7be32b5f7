import { type ErrorCode, MillraceError } from '@millrace/errors'
import type { Place } from '../plan/place.ts'

export type { Place }

/** An error in a statement with the place in its text. */
export class SqlError extends MillraceError {
  readonly place: Place | null

  constructor(code: ErrorCode, message: string, place: Place | null, cause?: unknown) {
    super(code, message, cause === undefined ? {} : { cause })
    this.place = place
  }
}

/** For what Spark has and Millrace does not: refused rather than answered differently. */
export const unsupported = (what: string, place: Place | null): SqlError =>
  new SqlError('MILLRACE_UNSUPPORTED', `[UNSUPPORTED_FEATURE] ${what} is not supported.`, place)

/** For text that is not SQL. */
export const syntaxError = (message: string, place: Place | null): SqlError =>
  new SqlError('MILLRACE_ANALYSIS', `[PARSE_SYNTAX_ERROR] ${message}`, place)

/** For names and types that do not fit; `message` begins with Spark's error class. */
export const analysisError = (message: string, place: Place | null): SqlError =>
  new SqlError('MILLRACE_ANALYSIS', message, place)

/** A place as people count: line and column from 1. */
export interface Position {
  readonly line: number
  readonly column: number
  /** Offset of the first character, from 0. */
  readonly offset: number
  /** Characters, at least 1. */
  readonly length: number
}

/** The position of a place in a text. */
export function positionOf(text: string, { start, end }: Place): Position {
  const before = text.slice(0, start)
  const line = before.split('\n').length
  return { line, column: start - before.lastIndexOf('\n'), offset: start, length: Math.max(1, end - start) }
}
