import { asc, col, count, countDistinct, hour as hourOf, max, min, sum } from '@millrace/engine/core'
import { localDay, localTime } from '../log-analyses.ts'
import { COLUMNS, column } from './columns.ts'
import type { PanelAnalysis, PanelLogs } from './panel-analysis.ts'
import { sentBytes } from './sent-bytes.ts'
import { weekdayOf } from './weekday.ts'

const { requests, visitors, bytes, day, hour } = COLUMNS

/**
 * Requests, bytes and visitors by local day and user agent. A visitor is a distinct host with a distinct user agent on a local day; requests
 * without a host are no one's. Everything that counts visitors adds these up: no visitor is in two of the groups.
 */
export const visits = (logs: PanelLogs) =>
  logs
    .withColumn('day', localDay)
    .groupBy('day', 'userAgent')
    .agg({ requests: count(), bytes: sentBytes, visitors: countDistinct('host') })

/** Local times of the first and the last request. */
export const span = (logs: PanelLogs) => logs.agg({ from: min(localTime), to: max(localTime) })

export const totals = (logs: PanelLogs) => visits(logs).agg({ bytes: sum('bytes'), visitors: sum('visitors') })

export const traffic: readonly PanelAnalysis[] = [
  {
    name: 'daily',
    title: 'Requests and visitors by day',
    description: "By the log's own local day. A visitor is a distinct host with a distinct user agent on a day.",
    columns: [day, requests, visitors, bytes],
    chart: { kind: 'timeline', label: 'day', values: ['requests', 'visitors'] },
    rows: logs =>
      visits(logs)
        .groupBy('day')
        .agg({ requests: sum('requests'), visitors: sum('visitors'), bytes: sum('bytes') })
        .orderBy(asc('day')),
  },
  {
    name: 'hours',
    title: 'Requests by hour of the day',
    description: "By the log's own local hour, all days together.",
    columns: [hour, requests],
    chart: { kind: 'columns', label: 'hour', values: ['requests'] },
    every: { column: 'hour', first: 0, last: 23 },
    rows: logs =>
      logs.withColumn('hour', hourOf(localTime)).groupBy('hour').agg({ requests: count() }).orderBy(asc('hour')),
  },
  {
    name: 'weekdays',
    title: 'Requests by day of the week',
    description: "By the log's own local days: how many there were, their requests, and requests a day.",
    columns: [
      column('weekday', 'Weekday', 'weekday'),
      column('days', 'Days', 'count'),
      requests,
      column('average', 'Requests a day', 'number'),
    ],
    chart: { kind: 'columns', label: 'weekday', values: ['average'] },
    every: { column: 'weekday', first: 1, last: 7 },
    rows: logs =>
      visits(logs)
        .groupBy('day')
        .agg({ requests: sum('requests') })
        .withColumn('weekday', weekdayOf('day'))
        .groupBy('weekday')
        .agg({ days: count(), requests: sum('requests') })
        .withColumn('average', col('requests').div(col('days')))
        .orderBy(asc('weekday')),
  },
]
