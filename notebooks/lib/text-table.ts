import { cutToWidth, displayWidth, figureText, padToWidth, printable } from '@millrace/analytics/text'

type Row = Readonly<Record<string, unknown>>

/** Columns of the widest cell that is not cut. */
const WIDEST = 60

/** Rows as an aligned table, numbers to the right, hostile characters of the log spelt out. The columns are those of the first row. */
export function textTable(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return `${title}\n  (none)\n`
  const columns = Object.keys(rows[0]).map(name =>
    columnText(
      name,
      rows.map(row => row[name]),
    ),
  )
  const lines = [0, ...rows.map((_, i) => i + 1)].map(i => `  ${columns.map(cells => cells[i]).join('  ')}`.trimEnd())
  return [title, ...lines, ''].join('\n')
}

/** Name and cells of a column, as wide as the widest of them. */
function columnText(name: string, values: readonly unknown[]): string[] {
  const numbers = values.filter(value => typeof value === 'number')
  const kind = numbers.every(Number.isInteger) ? 'count' : 'number'
  const texts = values.map(value => {
    if (value === null || value === undefined) return '-'
    return typeof value === 'number' ? figureText(kind, value) : cutToWidth(printable(String(value)), WIDEST)
  })
  const width = Math.max(...[name, ...texts].map(displayWidth))
  return [name, ...texts].map(text => padToWidth(text, width, numbers.length > 0))
}
