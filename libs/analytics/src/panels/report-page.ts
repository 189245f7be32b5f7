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

/** The report with everything that is shown of it. Panels without a row are left out, but for those of a log's own figures. */
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
  const shown = [...mainPanels(report), ...panels.filter(panel => report.parsed > 0 && panel.rows.length > 0)]
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
