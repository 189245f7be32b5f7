import { MillraceError } from '@millrace/errors'

/** An error of a format string at a character, counted from 0. */
export function patternError(pattern: string, at: number, what: string): MillraceError {
  const shown = pattern.length > 120 ? `${pattern.slice(0, 117)}...` : pattern
  return new MillraceError('MILLRACE_FORMAT', `The log format ${JSON.stringify(shown)}, character ${at + 1}: ${what}.`)
}
