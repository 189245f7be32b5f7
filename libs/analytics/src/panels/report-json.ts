import type { FullReport } from './full-report.ts'
import type { Cell, Panel } from './panel.ts'

/**
 * The report as one JSON document: the keys of `Report`, with a filter `filteredOut`, and where panels were asked for `totals` and a list
 * of rows by the name of each panel.
 */
export const reportJson = ({ report, filteredOut, totals, panels }: FullReport): Readonly<Record<string, unknown>> => ({
  ...report,
  ...(report.lines > report.parsed + report.malformed ? { filteredOut } : {}),
  ...(totals === null ? {} : { totals }),
  ...Object.fromEntries(panels.map(panel => [panel.name, rowsOfPanel(panel)])),
})

const rowsOfPanel = ({ columns, rows }: Panel): Readonly<Record<string, Cell>>[] =>
  rows.map(cells => Object.fromEntries(columns.map(({ name }, i) => [name, cells[i]])))
