import type { ColumnBatch } from '@millrace/columns'
import { rowsOf } from '@millrace/engine/core'
import type { AnalysisName } from './analyses.ts'
import { WEB_LOG_COLUMNS } from './log-analyses.ts'

export type HostCount = {
  readonly host: string | null
  readonly count: number
}
export type EndpointCount = {
  readonly endpoint: string | null
  readonly count: number
}
export type DayCount = {
  readonly day: string
  readonly count: number
}

/** All analyses as one JSON document: what `millrace report --json` prints and the HTTP API serves. */
export interface Report {
  readonly lines: number
  readonly parsed: number
  readonly malformed: number
  readonly malformedReasons: Readonly<Record<string, number>>
  readonly contentSize: {
    readonly count: number
    readonly min: number | null
    readonly max: number | null
    readonly mean: number | null
    readonly stddev: number | null
  }
  readonly missing: Readonly<Record<string, number>>
  readonly status: readonly { readonly status: number | null; readonly count: number }[]
  readonly hosts: readonly HostCount[]
  readonly endpoints: readonly EndpointCount[]
  readonly non200Endpoints: readonly EndpointCount[]
  readonly errorEndpoints: readonly EndpointCount[]
  readonly uniqueHosts: number
  readonly dailyUniqueHosts: readonly { readonly day: string; readonly hosts: number }[]
  readonly dailyRequestsPerHost: readonly {
    readonly day: string
    readonly requests: number
    readonly hosts: number
    readonly average: number | null
  }[]
  readonly notFound: {
    readonly count: number
    readonly distinctEndpoints: number
    readonly endpoints: readonly EndpointCount[]
    readonly hosts: readonly HostCount[]
    readonly daily: readonly DayCount[]
    readonly topDays: readonly DayCount[]
    readonly hourly: readonly { readonly hour: number; readonly count: number }[]
  }
}

type Row = Readonly<Record<string, number | string | null>>

/** Assembles the report from the rows of the analyses; one that is undefined has had no input yet. */
export function reportOf(results: (name: AnalysisName) => ColumnBatch | undefined): Report {
  const rows = (name: AnalysisName): Row[] => {
    const batch = results(name)
    return batch === undefined ? [] : rowsOf(batch).map(plain)
  }
  const single = (name: AnalysisName): Row => rows(name)[0] ?? {}
  const number = (row: Row, column: string): number => Number(row[column] ?? 0)
  const list = <T>(name: AnalysisName): readonly T[] => rows(name) as unknown as readonly T[]

  const reasons = list<{ reason: string; count: number }>('malformedReasons')
  const malformed = reasons.reduce((sum, row) => sum + row.count, 0)
  const parsed = number(single('parsed'), 'count')
  const size = single('contentSize')
  const absent = single('missing')
  const notFound = single('notFound')
  const hourly = new Map(list<{ hour: number; count: number }>('notFoundHourly').map(row => [row.hour, row.count]))
  return {
    lines: parsed + malformed,
    parsed,
    malformed,
    malformedReasons: Object.fromEntries(reasons.map(row => [row.reason, row.count])),
    contentSize: {
      count: number(size, 'count'),
      min: nullable(size.min),
      max: nullable(size.max),
      mean: nullable(size.mean),
      stddev: nullable(size.stddev),
    },
    missing: Object.fromEntries(WEB_LOG_COLUMNS.map(name => [name, number(absent, name)])),
    status: list('status'),
    hosts: list('hosts'),
    endpoints: list('endpoints'),
    non200Endpoints: list('non200Endpoints'),
    errorEndpoints: list('errorEndpoints'),
    uniqueHosts: number(single('uniqueHosts'), 'hosts'),
    dailyUniqueHosts: list('dailyUniqueHosts'),
    dailyRequestsPerHost: list('dailyRequestsPerHost'),
    notFound: {
      count: number(notFound, 'count'),
      distinctEndpoints: number(notFound, 'distinctEndpoints'),
      endpoints: list('notFoundEndpoints'),
      hosts: list('notFoundHosts'),
      daily: list('notFoundDaily'),
      topDays: list('notFoundTopDays'),
      hourly: Array.from({ length: 24 }, (_, hour) => ({ hour, count: hourly.get(hour) ?? 0 })),
    },
  }
}

const nullable = (value: number | string | null | undefined): number | null =>
  value === undefined || value === null ? null : Number(value)

/** JSON's numbers for int64: counts and sizes of any real log are far below 2^53. */
function plain(row: Readonly<Record<string, unknown>>): Row {
  const result: Record<string, number | string | null> = {}
  for (const [name, value] of Object.entries(row))
    result[name] = typeof value === 'bigint' ? Number(value) : (value as number | string | null)
  return result
}
