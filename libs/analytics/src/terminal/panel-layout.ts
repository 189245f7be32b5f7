import type { Panel } from '../panels/panel.ts'
import { displayWidth } from '../text/display-width.ts'
import { figureText, isFigure } from '../text/figure-text.ts'
import { shown } from './paint.ts'
import type { Terminal } from './terminal.ts'

/** Blanks between columns. */
export const GAP = 2
const LEAST_BAR = 10
const WIDEST_BAR = 48
/** A text that is cut to less says nothing. */
const LEAST_TEXT = 14
/** More of a cell never fits a line: cells of several MB are not looked at. */
const MOST_CHARACTERS = 1000

/** A panel's texts and where they stand. */
export interface PanelLayout {
  readonly rows: readonly (readonly string[])[]
  /** Width of each column; 0 leaves it out. */
  readonly widths: readonly number[]
  /** Width of the bars behind the columns; 0 without. */
  readonly bar: number
}

/** Whether the rows have bars: not where there is only one. */
const hasBars = ({ chart, rows }: Panel): boolean => chart !== null && rows.length > 1

/** The texts of a panel, safe to print. */
export const panelTexts = (panel: Panel, terminal: Terminal): string[][] =>
  panel.rows.map(row =>
    row.map((cell, i) => shown(terminal, figureText(panel.columns[i].kind, cell).slice(0, MOST_CHARACTERS))),
  )

/** Columns that a panel takes when nothing is cut, with a short bar. */
export function naturalWidth(panel: Panel, rows: readonly (readonly string[])[]): number {
  const widths = naturalWidths(panel, rows)
  return sum(widths) + (hasBars(panel) ? GAP + LEAST_BAR : 0)
}

/** Fits a panel into `width` columns: bars shrink first, then texts, then the bars go, then the last columns. */
export function layOut(panel: Panel, rows: readonly (readonly string[])[], width: number): PanelLayout {
  const widths = naturalWidths(panel, rows)
  const barred = hasBars(panel)
  const free = width - sum(widths) - (barred ? GAP : 0)
  if (barred && free >= LEAST_BAR) return { rows, widths, bar: Math.min(free, WIDEST_BAR) }
  if (!barred && free >= 0) return { rows, widths, bar: 0 }
  const withBar = barred ? cutTexts(panel, widths, width - GAP - LEAST_BAR) : undefined
  if (withBar !== undefined) return { rows, widths: withBar, bar: LEAST_BAR }
  for (let left = [...widths], last = widths.length - 1; ; last--) {
    const cut = cutTexts(panel, left, width)
    if (cut !== undefined || last === 0) return { rows, widths: cut ?? [width], bar: 0 }
    left = left.map((own, i) => (i === last ? 0 : own))
  }
}

const naturalWidths = (panel: Panel, rows: readonly (readonly string[])[]): number[] =>
  panel.columns.map((column, i) =>
    rows.reduce((width, row) => Math.max(width, displayWidth(row[i])), displayWidth(column.title)),
  )

const sum = (widths: readonly number[]): number => {
  const used = widths.filter(width => width > 0)
  return used.reduce((total, width) => total + width, 0) + GAP * Math.max(0, used.length - 1)
}

/** The widths with the widest texts cut until all fit; undefined where that would leave too little of them. */
function cutTexts(panel: Panel, widths: readonly number[], width: number): number[] | undefined {
  const cut = [...widths]
  for (let over = sum(cut) - width; over > 0; over = sum(cut) - width) {
    let widest = -1
    panel.columns.forEach((column, i) => {
      if (!isFigure(column.kind) && cut[i] > LEAST_TEXT && (widest < 0 || cut[i] > cut[widest])) widest = i
    })
    if (widest < 0) return undefined
    const next = Math.max(LEAST_TEXT, ...cut.filter((own, i) => i !== widest && own < cut[widest]))
    cut[widest] = Math.max(LEAST_TEXT, cut[widest] - Math.min(over, Math.max(1, cut[widest] - next)))
  }
  return cut
}
