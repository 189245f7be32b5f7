import type { Panel, ReportPage } from '../panels/panel.ts'
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from '../text/display-width.ts'
import { figureText } from '../text/figure-text.ts'
import { cutMark, paint, shown } from './paint.ts'
import { fits, panelLines, sideBySide } from './panel-lines.ts'
import type { Terminal } from './terminal.ts'

const INDENT = 1
const BETWEEN = 4
/** Panels stand in pairs where they have about as many rows. */
const MOST_DIFFERENCE = 5
const MOST_SOURCES = 3

/** The report as a page for people: a strip of summary figures and the panels, safe to print whatever the log holds. */
export function terminalPage(page: ReportPage, terminal: Terminal): string {
  const width = terminal.width - 2 * INDENT
  const lines = [
    ...head(page, terminal, width),
    ...strip(page, terminal, width),
    ...panelRows(page.panels, terminal, width).flatMap(block => ['', ...block]),
  ]
  return lines.map(line => `${' '.repeat(INDENT)}${line}`.trimEnd() + '\n').join('')
}

function head(page: ReportPage, terminal: Terminal, width: number): string[] {
  const { sources, format, filters, from, to } = page
  const more = sources.length - MOST_SOURCES
  const names = [
    ...sources.slice(0, MOST_SOURCES).map(source => shown(terminal, source.slice(0, 1000))),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join(', ')
  const period = from === null || to === null ? [] : [`${shown(terminal, from)} to ${shown(terminal, to)}`]
  const facts = [...period, `format ${shown(terminal, format)}`].join(terminal.unicode ? ' · ' : ', ')
  const filtered = filters.map(({ name, text }) => shown(terminal, `${name} ${text}`.slice(0, 1000))).join(', ')
  return [
    paint(terminal, 'bold', cutToWidth(names, width, cutMark(terminal))),
    ...wrapToWidth(facts, width),
    ...(filtered === '' ? [] : [paint(terminal, 'yellow', cutToWidth(`only ${filtered}`, width, cutMark(terminal)))]),
    paint(terminal, 'dim', (terminal.unicode ? '─' : '-').repeat(width)),
  ]
}

/** The summary: figures above their names, as many beside each other as fit. */
function strip({ summary }: ReportPage, terminal: Terminal, width: number): string[] {
  const lines: [figures: string, titles: string][] = []
  for (const { title, kind, value } of summary) {
    const figure = shown(terminal, figureText(kind, value))
    const own = Math.max(displayWidth(figure), displayWidth(title)) + BETWEEN
    const last = lines.at(-1)
    const [figures, titles] = last !== undefined && last[0].length + own - BETWEEN <= width ? last : ['', '']
    const grown: [string, string] = [figures + padToWidth(figure, own), titles + padToWidth(title, own)]
    if (figures === '') lines.push(grown)
    else lines[lines.length - 1] = grown
  }
  return lines.flatMap(([figures, titles]) => [
    paint(terminal, 'bold', figures.trimEnd()),
    paint(terminal, 'dim', titles.trimEnd()),
  ])
}

/** The panels in their order, two that are small beside each other. */
function panelRows(panels: readonly Panel[], terminal: Terminal, width: number): string[][] {
  const half = Math.floor((width - BETWEEN) / 2)
  const blocks: string[][] = []
  for (let i = 0; i < panels.length; i++) {
    const panel = panels[i]
    const next = panels[i + 1] as Panel | undefined
    const paired =
      next !== undefined &&
      Math.abs(panel.rows.length - next.rows.length) <= MOST_DIFFERENCE &&
      [panel, next].every(one => one.rows.length <= 16 && fits(one, terminal, half))
    if (paired) i++
    blocks.push(
      paired
        ? sideBySide(panelLines(panel, terminal, half), panelLines(next, terminal, half), half)
        : panelLines(panel, terminal, width),
    )
  }
  return blocks
}
