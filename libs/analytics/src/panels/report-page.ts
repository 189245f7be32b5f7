import type { Report } from '../report.ts'
import { mainPanels } from './main-panels.ts'
import type { Panel, ReportPage, SummaryFigure } from './panel.ts'

/** What a report is about. */
export interface ReportHead {
  /** Names of the inputs, as given. */
  readonly sources: readonly string[]
  readonly format: string
  readonly filters?: ReportPage['filters']
}

const figure = (name: string, title: string, value: number): SummaryFigure => ({ name, title, kind: 'count', value })

/** The report with everything that is shown of it. */
export function reportPage(report: Report, head: ReportHead): ReportPage {
  const { sources, format, filters = [] } = head
  const summary = [
    figure('lines', 'Lines', report.lines),
    figure('parsed', 'Requests', report.parsed),
    figure('malformed', 'Malformed lines', report.malformed),
    figure('uniqueHosts', 'Hosts', report.uniqueHosts),
    figure('notFound', '404', report.notFound.count),
  ]
  const panels: readonly Panel[] = mainPanels(report)
  return { sources, format, filters, from: null, to: null, summary, panels }
}
