import type { FullReport } from './full-report.ts'
import { mainPanels } from './main-panels.ts'
import type { Cell, ColumnKind, Panel, ReportPage, SummaryFigure } from './panel.ts'

/** What a report is about. */
export interface ReportHead {
  /** Names of the inputs, as given. */
  readonly sources: readonly string[]
  readonly format: string
  readonly filters?: ReportPage['filters']
}

const figure = (name: string, title: string, value: Cell, kind: ColumnKind = 'count'): SummaryFigure => ({
  name,
  title,
  kind,
  value,
})

/** The order in which panels are shown; what is not named follows. */
const ORDER = [
  ...['daily', 'hours', 'weekdays', 'status', 'endpoints', 'staticFiles', 'fileTypes', 'slowEndpoints'],
  ...['errorEndpoints', 'non200Endpoints', 'notFoundEndpoints', 'notFoundHosts', 'notFoundDaily', 'notFoundTopDays'],
  ...['notFoundHourly', 'hosts', 'dailyUniqueHosts', 'dailyRequestsPerHost', 'users', 'countries', 'referringSites'],
  ...['referrers', 'browsers', 'operatingSystems', 'devices', 'bots', 'userAgents', 'methods', 'protocols', 'servers'],
  ...['cacheStatus', 'tlsProtocols', 'bandwidthHosts', 'bandwidthEndpoints', 'contentSize', 'missing'],
  'malformedReasons',
]
const place = ({ name }: Panel): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)

/** False for panels that say nothing: of columns that the log lacks, or of what did not happen. */
const hasContent = ({ rows }: Panel): boolean =>
  rows.some(([key, ...figures]) => key !== null && figures.some(figure => figure !== null && figure !== 0))

/** The report with everything that is shown of it. */
export function reportPage({ report, filteredOut, totals, panels }: FullReport, head: ReportHead): ReportPage {
  const { sources, format, filters = [] } = head
  const summary = [
    figure('lines', 'Lines', report.lines),
    figure('parsed', 'Requests', report.parsed),
    ...(filters.length > 0 ? [figure('filteredOut', 'Filtered out', filteredOut)] : []),
    figure('malformed', 'Malformed lines', report.malformed),
    ...(totals === null ? [] : [figure('visitors', 'Visitors', totals.visitors)]),
    figure('uniqueHosts', 'Hosts', report.uniqueHosts),
    figure('notFound', '404', report.notFound.count),
    ...(totals === null ? [] : [figure('bytes', 'Sent', totals.bytes, 'bytes')]),
  ]
  const shown = [...mainPanels(report), ...panels].filter(hasContent)
  return {
    sources,
    format,
    filters,
    from: totals?.from ?? null,
    to: totals?.to ?? null,
    summary,
    panels: shown.sort((a, b) => place(a) - place(b)),
  }
}
