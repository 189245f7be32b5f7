import type { Panel, PanelColumn } from '@millrace/analytics'
import { figureText, htmlText } from '@millrace/analytics/text'

/** The drawing's own units; it is stretched to the width of the panel. */
const WIDTH = 1000
const HEIGHT = 100
/** More bars than this are too thin to tell apart: an area then. */
const MOST_BARS = 100
/** Characters under the axis that fit a phone. */
const AXIS_CHARACTERS = 44

/**
 * Series over days, times, hours or weekdays: a drawing each, under its name and greatest value. The values of a point are in `data-tips`,
 * which the page's script shows under the pointer; readers without it have the table.
 */
export function uprightChart({ chart, columns, rows }: Panel): string {
  const label = columns.findIndex(column => column.name === chart?.label)
  if (chart === null || label < 0 || rows.length < 2) return ''
  const labels = rows.map(row => htmlText(figureText(columns[label].kind, row[label])))
  return chart.values
    .map(name => columns.findIndex(column => column.name === name))
    .filter(i => i >= 0)
    .map((i, series) =>
      drawing(
        columns[i],
        rows.map(row => row[i]),
        labels,
        axis(labels, columns[label].kind),
        series,
      ),
    )
    .join('')
}

function drawing(
  column: PanelColumn,
  cells: readonly (string | number | null)[],
  labels: readonly string[],
  axisLabels: string,
  series: number,
): string {
  const values = cells.map(Number)
  const most = values.reduce((greatest, value) => Math.max(greatest, value), 0)
  const heights = values.map(value => (most > 0 ? round((value / most) * HEIGHT) : 0))
  const peak = labels[values.indexOf(most)]
  const title = htmlText(column.title)
  const greatest = figure(column, most)
  const tips = cells.map((cell, i) => `${labels[i]}\t${figure(column, cell)}`).join('\n')
  const shape = values.length > MOST_BARS ? area(heights) : bars(heights)
  const summary = `${title}: ${values.length} values from ${labels[0]} to ${labels.at(-1)}, greatest ${greatest} at ${peak}`
  return `<figure class="chart s${series}">
<figcaption><b>${title}</b><span>at most ${greatest}</span></figcaption>
<div class="plot" data-tips="${tips}"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${summary}"><path d="M0 0H${WIDTH}M0 50H${WIDTH}" class="grid"/>${shape}</svg></div>
<div class="axis" aria-hidden="true">${axisLabels}</div>
</figure>
`
}

/** Bars in one path: each as wide as its step, less a gap. */
function bars(heights: readonly number[]): string {
  const step = WIDTH / heights.length
  const gap = step * 0.18
  const d = heights
    .map((height, i) =>
      height === 0
        ? ''
        : `M${round(i * step + gap / 2)} ${HEIGHT}v-${Math.max(height, 0.8)}h${round(step - gap)}V${HEIGHT}`,
    )
    .join('')
  return `<path d="${d}" class="fill"/>`
}

function area(heights: readonly number[]): string {
  const step = WIDTH / (heights.length - 1)
  const line = heights.map((height, i) => `${round(i * step)} ${round(HEIGHT - height)}`).join('L')
  return `<path d="M0 ${HEIGHT}L${line}L${WIDTH} ${HEIGHT}Z" class="area"/><path d="M${line}" class="line"/>`
}

/** A cell for each bar, of which as many have a label as fit beside each other; an area has its first and its last. */
function axis(labels: readonly string[], kind: PanelColumn['kind']): string {
  if (labels.length > MOST_BARS) return `<span>${labels[0]}</span><span class="last">${labels.at(-1)}</span>`
  const texts = labels.map(label =>
    kind === 'weekday' ? label.slice(0, 3) : kind === 'hour' ? label.slice(0, 2) : label,
  )
  const every = Math.ceil((texts.length * (texts[0].length + 1)) / AXIS_CHARACTERS)
  return texts.map((text, i) => `<span>${i % every === 0 && i + every <= texts.length ? text : ''}</span>`).join('')
}

const figure = ({ kind }: PanelColumn, value: string | number | null): string => htmlText(figureText(kind, value))

const round = (value: number): number => Math.round(value * 10) / 10
