import type { Cell, Panel, PanelColumn } from '@millrace/analytics'
import { exactFigure, figureText, htmlText, isFigure } from '@millrace/analytics/text'

/** A longer text is cut: nobody reads it, and a request may have several MB. */
const MOST_CHARACTERS = 1000

/**
 * A panel's rows, with everything that a reader needs and nothing that a log could make run. `data-v` holds a figure in full, which the
 * page's script sorts by. Rows of a ranking have a bar behind their label.
 */
export function panelTable(panel: Panel): string {
  const { title, columns, rows, chart } = panel
  const label = labelOf(panel)
  const shares = chart?.kind === 'bars' ? barShares(columns, rows, chart.values[0]) : undefined
  const heads = columns.map(column => `<th scope="col"${classOf(column)}>${htmlText(column.title)}</th>`).join('')
  const body = rows.map((row, i) => {
    const cells = row.map((cell, c) =>
      c === label
        ? `<th scope="row"${toneOf(columns[c], cell)}>${shares === undefined ? '' : bar(shares[i])}<span>${content(columns[c], cell)}</span></th>`
        : `<td${classOf(columns[c])}${figureOf(columns[c], cell)}>${content(columns[c], cell)}</td>`,
    )
    return `<tr>${cells.join('')}</tr>`
  })
  return `<table${shares === undefined ? '' : ' class="ranked"'}><caption>${htmlText(title)}</caption><thead><tr>${heads}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table>`
}

/** The column that says what a row is about. */
export const labelOf = ({ chart, columns }: Panel): number =>
  Math.max(0, chart === null ? 0 : columns.findIndex(column => column.name === chart.label))

function barShares(columns: readonly PanelColumn[], rows: Panel['rows'], name: string): number[] {
  const at = columns.findIndex(column => column.name === name)
  const values = rows.map(row => Number(row[at] ?? 0))
  const most = values.reduce((greatest, value) => Math.max(greatest, value), 0)
  return values.map(value => (most > 0 ? value / most : 0))
}

/** A drawing instead of a width in a style, which the page's own policy forbids. */
const bar = (share: number): string =>
  share <= 0
    ? ''
    : `<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><path d="M0 0h${Math.max(0.5, share * 100).toFixed(1)}v1H0z"/></svg>`

const classOf = ({ kind }: PanelColumn): string => (isFigure(kind) ? ' class="n"' : '')

/** The class of a status colours its bar. */
const toneOf = ({ name }: PanelColumn, cell: Cell): string =>
  name === 'status' && /^[1-5]\d\d$/.test(String(cell)) ? ` class="c${String(cell)[0]}"` : ''

function figureOf({ kind }: PanelColumn, cell: Cell): string {
  if (typeof cell !== 'number') return ''
  const exact = exactFigure(kind, cell)
  return ` data-v="${cell}"${exact === undefined ? '' : ` title="${htmlText(exact)}"`}`
}

function content({ kind }: PanelColumn, cell: Cell): string {
  const text = figureText(kind, cell)
  if (cell === null) return '<span class="none">none</span>'
  if (text === '') return '<span class="none">empty</span>'
  if (text.length <= MOST_CHARACTERS) return htmlText(text)
  return `${htmlText(text.slice(0, MOST_CHARACTERS))}<span class="none">… ${text.length.toLocaleString('en-US')} characters</span>`
}
