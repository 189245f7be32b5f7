import { displayWidth, printable } from '@millrace/analytics/text'

/** The line of a text that holds a place, and a caret under it: for a terminal, indented by two blanks, what steers it spelt out. */
export function caretText(text: string, start: number, length: number): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const source = text.slice(lineStart).split('\n', 1)[0].replaceAll('\t', ' ')
  const column = start - lineStart
  const before = displayWidth(printable(source.slice(0, column)))
  const marked = displayWidth(printable(source.slice(column, column + length)))
  return `  ${printable(source)}\n  ${' '.repeat(before)}${'^'.repeat(Math.max(1, marked))}\n`
}
