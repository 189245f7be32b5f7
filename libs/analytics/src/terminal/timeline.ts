import type { Panel } from '../panels/panel.ts'
import { displayWidth } from '../text/display-width.ts'
import { figureText } from '../text/figure-text.ts'
import { uprightBars } from './bar.ts'
import { dimmed, paint, shown } from './paint.ts'
import type { Terminal } from './terminal.ts'

const HEIGHT = 6

/** A timeline of many rows as upright bars under its maximum; where there are more rows than columns, a bar is the highest of its rows. */
export function timelineLines({ chart, columns, rows }: Panel, terminal: Terminal, width: number): string[] {
  const at = (name: string | undefined): number => columns.findIndex(column => column.name === name)
  const value = at(chart?.values[0])
  const label = at(chart?.label)
  const values = rows.map(row => Number(row[value] ?? 0))
  const most = Math.max(...values)
  const perBar = Math.ceil(rows.length / width)
  const bars = Array.from({ length: Math.ceil(rows.length / perBar) }, (_, i) =>
    Math.max(...values.slice(i * perBar, (i + 1) * perBar)),
  )
  // Few rows: bars of several columns.
  const thick = Math.max(1, Math.floor(width / bars.length))
  const shares = bars.flatMap(one => Array.from({ length: thick }, () => one / most))
  const labelOf = (row: number): string => shown(terminal, figureText(columns[label].kind, rows[row][label]))
  const [first, last] = [labelOf(0), labelOf(rows.length - 1)]
  const { title, kind } = columns[value]
  const scale = `${title}: at most ${figureText(kind, most)}${perBar > 1 ? `; each bar is the highest of ${perBar}` : ''}`
  const axis = first + ' '.repeat(Math.max(1, shares.length - displayWidth(first) - displayWidth(last))) + last
  return [
    ...dimmed(scale, terminal, width),
    ...uprightBars(terminal, shares, HEIGHT).map(line => paint(terminal, 'blue', line.trimEnd())),
    paint(terminal, 'dim', axis),
  ]
}
