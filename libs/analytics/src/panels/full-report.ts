import type { ColumnBatch } from '@millrace/columns'
import { type AnyDataset, count, type Dataset } from '@millrace/engine/core'
import { type MalformedRow, webLogAnalyses } from '../analyses.ts'
import { type Report, reportOf } from '../report.ts'
import type { WebLogRow } from '../web-log-row.ts'
import type { Cell, Panel } from './panel.ts'
import { type PanelAnalysis, type PanelLogs, panelOf } from './panel-analysis.ts'
import { plainRows } from './plain-rows.ts'
import { span, totals } from './traffic.ts'

/** The requests of a report. */
export interface ReportRows {
  /** Every parsed line. */
  readonly all: Dataset<WebLogRow>
  /** Those that count; the same as `all` without a filter. */
  readonly logs: Dataset<WebLogRow>
  readonly malformed: Dataset<MalformedRow>
}

export interface FullReportOptions {
  readonly top: number
  /** The panels beyond the main analyses; see `panelAnalyses`. */
  readonly panels: readonly PanelAnalysis[]
}

/** Figures of all requests, beyond those of the main analyses. */
export interface Totals {
  /** Local times of the first and the last request, `YYYY-MM-DD HH:MM:SS`; null without a request. */
  readonly from: string | null
  readonly to: string | null
  readonly bytes: number | null
  readonly visitors: number
}

/** The main analyses and, where they were asked for, the other panels. */
export interface FullReport {
  /** `lines` are all lines of the input; with a filter there are more of them than parsed and malformed ones. */
  readonly report: Report
  /** Parsed lines that the filter left out. */
  readonly filteredOut: number
  /** Null where no panels were asked for. */
  readonly totals: Totals | null
  readonly panels: readonly Panel[]
}

/** The datasets of a report, all over one scan, and what makes the report of their rows. */
export function fullReport({ all, logs, malformed }: ReportRows, { top, panels }: FullReportOptions) {
  const analyses: Record<string, AnyDataset> = { ...webLogAnalyses(logs, malformed, { top }) }
  if (logs !== all) analyses['all'] = all.agg({ count: count() })
  if (panels.length > 0) {
    const rows = logs as unknown as PanelLogs
    analyses['span'] = span(rows)
    analyses['totals'] = totals(rows)
    for (const panel of panels) analyses[panel.name] = panel.rows(rows, top)
  }
  return {
    datasets: analyses,
    result(batches: Readonly<Record<string, ColumnBatch>>): FullReport {
      const report = reportOf(name => batches[name])
      const parsed = batches['all'] === undefined ? report.parsed : Number(firstRow(batches['all']).count)
      return {
        report: { ...report, lines: parsed + report.malformed },
        filteredOut: parsed - report.parsed,
        totals: panels.length === 0 ? null : totalsOf(firstRow(batches['span']), firstRow(batches['totals'])),
        panels: panels.map(panel => panelOf(panel, batches[panel.name], report.parsed)),
      }
    },
  }
}

const firstRow = (batch: ColumnBatch): Readonly<Record<string, Cell>> => plainRows(batch)[0] ?? {}

type Row = Readonly<Record<string, Cell>>

const totalsOf = ({ from, to }: Row, { bytes, visitors }: Row): Totals => ({
  from: from as string | null,
  to: to as string | null,
  bytes: bytes as number | null,
  visitors: Number(visitors),
})
