import { SqlError } from '@millrace/engine/sql'
import type { MillraceError } from '@millrace/errors'
import { caretText } from '../caret-text.ts'

/** An error for a terminal: the message, and the line of the text with a caret under the place. */
export function errorText(error: MillraceError, script: string): string {
  const head = `millrace: ${error.code}: ${error.message}\n`
  if (!(error instanceof SqlError) || error.place === null) return head
  const { start, end } = error.place
  return head + caretText(script, start, end - start)
}
