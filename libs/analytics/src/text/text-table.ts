import { cutToWidth, displayWidth, padToWidth } from './display-width.ts'
import { printable } from './printable.ts'

/** A cell as text: null as `-`, fractions with two digits. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2)
  return printable(String(value))
}

/** Columns of the widest cell that is not cut. */
const WIDEST = 60

/** Rows as an aligned table: numbers to the right, long texts cut. The columns are those of the first row. */
export function textTable(title: string, rows: readonly Readonly<Record<string, unknown>>[]): string {
  if (rows.length === 0) return `${title}\n  (none)\n`
  const names = Object.keys(rows[0])
  const cells = rows.map(row => names.map(name => cutToWidth(cellText(row[name]), WIDEST)))
  const right = names.map(name => rows.some(row => typeof row[name] === 'number'))
  const widths = names.map((name, i) => Math.max(name.length, ...cells.map(row => displayWidth(row[i]))))
  const line = (texts: readonly string[]): string =>
    '  ' +
    texts
      .map((text, i) => padToWidth(text, widths[i], right[i]))
      .join('  ')
      .trimEnd()
  return [title, line(names), ...cells.map(line), ''].join('\n')
}
