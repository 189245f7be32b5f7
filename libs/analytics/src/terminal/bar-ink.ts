import type { Panel } from '../panels/panel.ts'
import type { Ink } from './paint.ts'

const OF_CLASS: Readonly<Record<string, Ink>> = { 2: 'green', 3: 'cyan', 4: 'yellow', 5: 'red' }

/** Colour of a row's bar: that of the class of a status, else one for all. */
export function barInk({ chart, columns, rows }: Panel, row: number): Ink {
  if (chart?.label !== 'status') return 'blue'
  const label = String(rows[row][columns.findIndex(column => column.name === 'status')])
  return OF_CLASS[label[0]] ?? 'blue'
}
