import { asMillraceError } from '@millrace/errors'
import type { ErrorAnswer } from './answer.ts'

/** The condition is what the message begins with in brackets, as Spark's do; the message follows a colon. */
export function errorAnswer(thrown: unknown): ErrorAnswer {
  const { code, message } = asMillraceError(thrown)
  const named = /^\[([A-Z0-9_.]+)\] ?(.*)/s.exec(message)
  return { error: { condition: named ? `${named[1]}: ${named[2]}` : `${code}: ${message}`, sqlState: null } }
}
