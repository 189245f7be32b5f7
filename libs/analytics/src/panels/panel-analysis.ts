import type { ColumnBatch } from '@millrace/columns'
import type { AnyDataset, Dataset } from '@millrace/engine/core'
import type { Cell, Panel, PanelColumn } from './panel.ts'
import type { PanelRow } from './panel-row.ts'
import { plainRows } from './plain-rows.ts'

/** The requests that panels are made of; see `completeRows`. */
export type PanelLogs = Dataset<PanelRow>

/** A panel and the dataset that it shows: a row of the one is a row of the other, by the names of the columns. */
export interface PanelAnalysis extends Omit<Panel, 'rows'> {
  /** Columns of the log without which there is no such panel. */
  readonly needs?: readonly (keyof PanelRow)[]
  /** The rows; a column `share` is not among them, it is that of `requests` in all requests. */
  readonly rows: (logs: PanelLogs, top: number) => AnyDataset
  /** Rows of a column that holds every number from `first` to `last`; where the dataset has none, counts are 0. */
  readonly every?: { readonly column: string; readonly first: number; readonly last: number }
}

/** The panel of what an analysis gave. */
export function panelOf(analysis: PanelAnalysis, batch: ColumnBatch | undefined, requests: number): Panel {
  const { name, title, description, columns, chart } = analysis
  const found = batch === undefined ? [] : plainRows(batch)
  const rows = completed(analysis, found).map(row => columns.map(column => cell(column, row, requests)))
  return { name, title, description, columns, rows, chart }
}

function cell({ name }: PanelColumn, row: Readonly<Record<string, Cell>>, requests: number): Cell {
  if (name !== 'share') return row[name] ?? null
  return requests === 0 ? null : Number(row.requests) / requests
}

function completed({ every, columns }: PanelAnalysis, rows: Readonly<Record<string, Cell>>[]) {
  if (every === undefined) return rows
  const known = new Map(rows.map(row => [row[every.column], row]))
  const nothing = Object.fromEntries(columns.map(({ name }) => [name, 0]))
  return Array.from({ length: every.last - every.first + 1 }, (_, i) => {
    const at = every.first + i
    return known.get(at) ?? { ...nothing, [every.column]: at }
  })
}
