import { csvCell } from '../text/csv-cell.ts'
import type { Cell, Panel } from './panel.ts'

/** A panel as a CSV file (RFC 4180): a heading, a line a row, null as an empty cell. */
export const panelCsv = ({ columns, rows }: Panel): string =>
  [columns.map(({ name }) => name), ...rows].map(cells => `${cells.map(cellOf).join(',')}\r\n`).join('')

function cellOf(cell: Cell): string {
  if (cell === null) return ''
  return typeof cell === 'number' ? String(cell) : csvCell(cell)
}
