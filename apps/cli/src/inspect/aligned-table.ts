import { cutToWidth, displayWidth, padToWidth, printable } from '@millrace/analytics/text'

/** Columns of a terminal that a cell takes at most. */
const WIDEST = 48

/** Rows under headings, indented by two blanks; `right` names the headings of numbers. What files hold does not steer the terminal. */
export function alignedTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
  widest = WIDEST,
): string {
  const cells = [headings, ...rows].map(row => row.map(cell => cutToWidth(printable(cell), widest)))
  const widths = headings.map((_, i) => cells.reduce((width, row) => Math.max(width, displayWidth(row[i])), 0))
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => padToWidth(cell, widths[i], right.includes(headings[i]))).join('  ')
  return cells.map(row => `  ${line(row)}`.trimEnd() + '\n').join('')
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']

/** `1.2 MB`; below a thousand exact. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0]
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, '')} ${UNITS[unit]}`
}

/** With commas between thousands. */
export const countText = (count: number): string => count.toLocaleString('en-US')

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`
