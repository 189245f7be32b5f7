import { positionOf, SqlError } from '@millrace/engine/sql'
import type { MillraceError } from '@millrace/errors'

/** An error for a terminal: the message, and the line of the text with a caret under the place. */
export function errorText(error: MillraceError, script: string): string {
  const head = `millrace: ${error.code}: ${error.message}\n`
  if (!(error instanceof SqlError) || error.place === null) return head
  const { line, column, length } = positionOf(script, error.place)
  const source = script.split('\n')[line - 1]?.replaceAll('\t', ' ') ?? ''
  const caret = '^'.repeat(Math.max(1, Math.min(length, source.length - column + 1)))
  return `${head}  ${source}\n  ${' '.repeat(column - 1)}${caret}\n`
}
