import type { Panel } from '../panels/panel.ts'
import { cutToWidth, padToWidth } from '../text/display-width.ts'
import { isFigure } from '../text/figure-text.ts'
import { bar } from './bar.ts'
import { barInk } from './bar-ink.ts'
import { cutMark, dimmed, paint } from './paint.ts'
import { GAP, layOut, naturalWidth, type PanelLayout, panelTexts } from './panel-layout.ts'
import type { Terminal } from './terminal.ts'
import { timelineLines } from './timeline.ts'

/** From this many rows on, a narrow panel stands in two columns, as a newspaper does. */
const LONG = 9
/** A timeline of more rows is a chart, and the newest rows as a table. */
const MOST_DAYS = 31
const NEWEST = 14
const BETWEEN = 4

/** A panel on the terminal: title, description and table with bars; each line at most `width` columns. */
export function panelLines(panel: Panel, terminal: Terminal, width: number): string[] {
  const head = [
    paint(terminal, 'bold', cutToWidth(panel.title, width, cutMark(terminal))),
    ...dimmed(panel.description, terminal, width),
  ]
  if (panel.rows.length === 0) return [...head, paint(terminal, 'dim', '(none)')]
  if (panel.chart?.kind === 'timeline' && panel.rows.length > MOST_DAYS) {
    const newest = { ...panel, rows: panel.rows.slice(-NEWEST) }
    const left = panel.rows.length - NEWEST
    const note = `The newest ${NEWEST}; --html, --csv and --json have the ${left} before them.`
    return [
      ...head,
      ...timelineLines(panel, terminal, width),
      ...tableLines(newest, terminal, width),
      ...dimmed(note, terminal, width),
    ]
  }
  return [...head, ...tableLines(panel, terminal, width)]
}

/** Whether the panel fits `width` columns with nothing cut. */
export const fits = (panel: Panel, terminal: Terminal, width: number): boolean =>
  naturalWidth(panel, panelTexts(panel, terminal)) <= width

function tableLines(panel: Panel, terminal: Terminal, width: number): string[] {
  const texts = panelTexts(panel, terminal)
  const half = Math.floor((width - BETWEEN) / 2)
  const halved = texts.length >= LONG && naturalWidth(panel, texts) <= half
  const layout = layOut(panel, texts, halved ? half : width)
  const rows = rowLines(panel, terminal, layout)
  const heading = paint(
    terminal,
    'dim',
    line(
      panel,
      terminal,
      layout,
      panel.columns.map(column => column.title),
    ),
  )
  if (!halved) return [heading, ...rows]
  const left = Math.ceil(rows.length / 2)
  return sideBySide([heading, ...rows.slice(0, left)], [heading, ...rows.slice(left)], half)
}

function rowLines(panel: Panel, terminal: Terminal, layout: PanelLayout): string[] {
  const { chart, columns, rows } = panel
  const charted = columns.findIndex(column => column.name === chart?.values[0])
  const values = rows.map(row => Number(row[charted] ?? 0))
  const most = values.reduce((greatest, value) => Math.max(greatest, value), 0)
  return layout.rows.map((texts, i) => {
    const text = line(panel, terminal, layout, texts)
    if (layout.bar === 0) return text.trimEnd()
    return `${text}${' '.repeat(GAP)}${paint(terminal, barInk(panel, i), bar(terminal, values[i] / most, layout.bar))}`.trimEnd()
  })
}

function line(panel: Panel, terminal: Terminal, { widths }: PanelLayout, texts: readonly string[]): string {
  return texts
    .map((text, i) =>
      padToWidth(cutToWidth(text, widths[i], cutMark(terminal)), widths[i], isFigure(panel.columns[i].kind)),
    )
    .filter((_, i) => widths[i] > 0)
    .join(' '.repeat(GAP))
}

/** Lines beside lines, the right ones from column `width` + 4 on. */
export function sideBySide(left: readonly string[], right: readonly string[], width: number): string[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
    right[i] === undefined ? left[i] : padToWidth(left[i] ?? '', width + BETWEEN) + right[i],
  )
}
