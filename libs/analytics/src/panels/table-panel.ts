import type { Cell, Panel, PanelColumn } from './panel.ts'

type Rows = readonly Readonly<Record<string, Cell | undefined>>[]

/** A panel over rows with a key for each column. */
export const tablePanel = ({
  rows,
  chart = null,
  ...head
}: Pick<Panel, 'name' | 'title' | 'description'> & {
  readonly columns: readonly PanelColumn[]
  readonly rows: Rows
  readonly chart?: Panel['chart']
}): Panel => ({ ...head, rows: rows.map(row => head.columns.map(({ name }) => row[name] ?? null)), chart })
