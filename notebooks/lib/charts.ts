import { printable } from '@millrace/analytics/text'
import { barX, barY, lineY, type PlotOptions, plot, ruleX, ruleY, text } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { type Display, display } from 'tslab'

type Datum = Readonly<Record<string, number | string | null>>

export interface BarsOptions {
  /** Column of the names. */
  readonly label: string
  /** Column of the numbers. */
  readonly value: string
  /** Bars lie down, a name before each: for long names. Default false. */
  readonly horizontal?: boolean
  /** The axis of the numbers counts in powers of ten. Default false. */
  readonly logarithmic?: boolean
  /** What it is drawn on, over what was there. Default: a new output of the cell. */
  readonly on?: Display
}

const WIDTH = 720
/** Characters of a name beside a bar. */
const LONGEST = 44
/** About the width of one, in pixels. */
const CHARACTER = 6
const COLOUR = '#2f6db5'

/** Shows a bar for each row, in the order of the rows, with its number beside it where there is room. */
export function barChart(title: string, rows: readonly object[], options: BarsOptions): void {
  const { label, value, horizontal = false, logarithmic = false, on } = options
  const bars = (rows as readonly Datum[]).map((row, i) => ({ i, name: nameOf(row[label]), number: Number(row[value]) }))
  const longest = Math.max(...bars.map(bar => bar.name.length))
  const digits = Math.max(...bars.map(bar => String(bar.number).length))
  // By their place: two names may be cut to the same text.
  const names = { domain: bars.map(bar => bar.i), tickFormat: (i: number) => bars[i].name }
  // A bar on a logarithmic axis needs a foot above 0.
  const foot = logarithmic ? 0.5 : 0
  const top = Math.max(1, ...bars.map(bar => bar.number))
  const logScale = logarithmic ? { type: 'log' as const, domain: [foot, top * 2] } : {}
  const numbers = { label: value, grid: true, ...logScale }
  const written = { text: (bar: (typeof bars)[number]) => String(bar.number), fontSize: 11 }
  const lying: PlotOptions = {
    height: 40 + bars.length * 20,
    marginLeft: 300,
    marginRight: 50,
    x: numbers,
    y: { ...names, label: null },
    marks: [
      barX(bars, { x1: foot, x2: 'number', y: 'i', fill: COLOUR }),
      text(bars, { x: 'number', y: 'i', textAnchor: 'start', dx: 4, ...written }),
      ruleX([foot]),
    ],
  }
  const crowded = bars.length * (longest + 1) * CHARACTER > WIDTH
  const standing: PlotOptions = {
    height: 280,
    marginLeft: 60,
    marginBottom: crowded ? 30 + longest * CHARACTER : 40,
    x: { ...names, type: 'band', label, tickRotate: crowded ? -90 : 0 },
    y: numbers,
    marks: [
      barY(bars, { x: 'i', y1: foot, y2: 'number', fill: COLOUR }),
      ...(bars.length * (digits + 1) * CHARACTER > WIDTH
        ? []
        : [text(bars, { x: 'i', y: 'number', dy: -7, ...written })]),
      ruleY([foot]),
    ],
  }
  show(on, title, horizontal ? lying : standing)
}

export interface LineOptions {
  readonly x: string
  readonly y: string
  /** As for bars. */
  readonly on?: Display
}

/** Shows one number against another as a line with its points. */
export function lineChart(title: string, rows: readonly object[], { x, y, on }: LineOptions): void {
  show(on, title, {
    height: 240,
    marginLeft: 60,
    x: { label: x },
    y: { label: y, grid: true },
    marks: [ruleY([0]), lineY(rows as Datum[], { x, y, stroke: COLOUR, strokeWidth: 2, marker: 'dot' })],
  })
}

const nameOf = (value: number | string | null): string => {
  const name = value === null ? '(none)' : printable(String(value))
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name
}

/** An image that stands alone: code hosts show it as a picture, on whatever background. */
function show(on: Display = display, title: string, options: PlotOptions): void {
  const { document } = parseHTML('<html><body></body></html>')
  const svg = plot({ ...options, width: WIDTH, document: document as never })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', title)
  svg.setAttribute('style', 'background: white; color: #1f2328')
  on.svg(svg.outerHTML)
}
