/**
 * What the cells of a column are; null is "no value" in every kind.
 * - text: a string as the log has it, not yet neutralised
 * - count: a whole number; number: any number; bytes: a whole number of bytes
 * - share: 0 to 1
 * - day: `YYYY-MM-DD`; time: `YYYY-MM-DD HH:MM:SS`, both the log's own local ones
 * - hour: 0 to 23; weekday: 1 (Monday) to 7 (Sunday)
 * - duration: microseconds
 */
export type ColumnKind =
  | 'text'
  | 'count'
  | 'share'
  | 'bytes'
  | 'number'
  | 'day'
  | 'time'
  | 'hour'
  | 'weekday'
  | 'duration'

export type Cell = string | number | null

export interface PanelColumn {
  /** Stable, camelCase: the heading in CSV, the key in JSON. */
  readonly name: string
  readonly title: string
  readonly kind: ColumnKind
}

/** How a panel is drawn, if it is: by the names of its columns. */
export interface PanelChart {
  /** bars: ranked, one a row; timeline: over days or times; columns: over hours or weekdays. */
  readonly kind: 'bars' | 'timeline' | 'columns'
  readonly label: string
  /** One series each; the first is the one to show where there is room for one. */
  readonly values: readonly string[]
}

/** One table of figures, whatever it is shown on. */
export interface Panel {
  /** Stable, camelCase; unique in a report. Names the CSV file and the anchor in HTML. */
  readonly name: string
  readonly title: string
  /** A sentence: what is counted, and how. */
  readonly description: string
  readonly columns: readonly PanelColumn[]
  readonly rows: readonly (readonly Cell[])[]
  readonly chart: PanelChart | null
}

/** A figure of the strip at the top. */
export interface SummaryFigure {
  readonly name: string
  readonly title: string
  readonly kind: ColumnKind
  readonly value: Cell
}

/** A report as every presentation renders it. */
export interface ReportPage {
  /** Names of the inputs as given. */
  readonly sources: readonly string[]
  /** The log format, as a person would name it. */
  readonly format: string
  /** The filters in force, as given: option and text. Empty: every request counts. */
  readonly filters: readonly { readonly name: string; readonly text: string }[]
  /** Local times of the first and the last request, `YYYY-MM-DD HH:MM:SS`; null without a request. */
  readonly from: string | null
  readonly to: string | null
  readonly summary: readonly SummaryFigure[]
  readonly panels: readonly Panel[]
}
