import type { Panel } from '@millrace/analytics'
import { htmlText } from '@millrace/analytics/text'
import { uprightChart } from './chart/upright-chart.ts'
import { labelOf, panelTable } from './panel-table.ts'

/** Where a panel's section begins: also what the navigation refers to. */
export const anchorOf = ({ name }: Panel): string => `panel-${htmlText(name)}`

const LONG = 60

/** Whether most rows have a text that half of the page would break. */
const hasLongTexts = ({ rows }: Panel): boolean =>
  rows.filter(row => row.some(cell => typeof cell === 'string' && cell.length > LONG)).length > rows.length / 2

/** A panel: heading, what it counts, its chart, and its rows as a table. */
export function panelSection(panel: Panel): string {
  const anchor = anchorOf(panel)
  const drawn = panel.chart === null || panel.chart.kind === 'bars' ? '' : uprightChart(panel)
  const series = panel.chart?.kind === 'timeline' ? panel.chart.values.length : 0
  const wide = series > 1 || panel.columns.length > 4 || hasLongTexts(panel) ? ' wide' : ''
  const rows =
    panel.rows.length === 0
      ? '<p class="none">No rows.</p>'
      : `<div class="scroll${drawn === '' ? '' : ' short'}" tabindex="0" role="region" aria-label="Rows: ${htmlText(panel.title)}">
${panelTable(panel)}
</div>`
  const searched = panel.columns[labelOf(panel)]?.kind === 'text' ? ' searched' : ''
  return `<section id="${anchor}" class="panel${wide}${searched}" aria-labelledby="${anchor}-title">
<header><h2 id="${anchor}-title">${htmlText(panel.title)}</h2><p>${htmlText(panel.description)}</p></header>
${drawn === '' ? '' : `<div class="charts">${drawn}</div>\n`}${rows}
</section>`
}
