import { asc, count, type Dataset } from '@millrace/engine/core'
import * as log from './log-analyses.ts'
import type { WebLogRow } from './web-log-row.ts'

export interface AnalysesOptions {
  /** Rows of the ranked lists. Default 10. */
  readonly top?: number
}

/** A line that the parser refused. */
export interface MalformedRow {
  readonly reason: string
}

/** Every analysis of a web log by name: one dataset each, all over one scan. */
export function webLogAnalyses(
  logs: Dataset<WebLogRow>,
  malformed: Dataset<MalformedRow>,
  { top = 10 }: AnalysesOptions = {},
) {
  return {
    parsed: logs.agg({ count: count() }),
    malformedReasons: malformed.groupBy('reason').agg({ count: count() }).orderBy(asc('reason')),
    contentSize: log.contentSize(logs),
    missing: log.missing(logs),
    status: log.status(logs),
    hosts: log.hosts(logs, top),
    endpoints: log.endpoints(logs, top),
    non200Endpoints: log.non200Endpoints(logs, top),
    errorEndpoints: log.errorEndpoints(logs, top),
    uniqueHosts: log.uniqueHosts(logs),
    dailyUniqueHosts: log.dailyUniqueHosts(logs),
    dailyRequestsPerHost: log.dailyRequestsPerHost(logs),
    notFound: log.notFoundSummary(logs),
    notFoundEndpoints: log.notFoundEndpoints(logs, top),
    notFoundHosts: log.notFoundHosts(logs, top),
    notFoundDaily: log.notFoundDaily(logs),
    notFoundTopDays: log.notFoundTopDays(logs, top),
    notFoundHourly: log.notFoundHourly(logs),
  }
}

export type AnalysisName = keyof ReturnType<typeof webLogAnalyses>
