/** The line of a text that holds a place, and a caret under it: for a terminal, indented by two blanks. */
export function caretText(text: string, start: number, length: number): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const source = text.slice(lineStart).split('\n', 1)[0].replaceAll('\t', ' ')
  const column = start - lineStart
  const caret = '^'.repeat(Math.max(1, Math.min(length, source.length - column)))
  return `  ${source}\n  ${' '.repeat(column)}${caret}\n`
}
