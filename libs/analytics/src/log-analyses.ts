import {
  asc,
  avg,
  coalesce,
  col,
  concat,
  count,
  countDistinct,
  countIf,
  type Dataset,
  desc,
  hour,
  lit,
  max,
  min,
  stddev,
  timestampAdd,
  toDate,
  when,
} from '@millrace/engine/core'
import type { WebLogRow } from './web-log-row.ts'

/** Columns whose missing values are counted, in the order of the log line. */
export const WEB_LOG_COLUMNS = [
  'host',
  'ident',
  'user',
  'time',
  'utcOffset',
  'method',
  'path',
  'query',
  'protocol',
  'status',
  'bytes',
  'referrer',
  'userAgent',
] as const

type WebLog = Dataset<WebLogRow>

/** The log's own local time: `time` moved by the offset that the line was written with. */
export const localTime = timestampAdd('minute', 'utcOffset', 'time')
/** The log's own local day. */
export const localDay = toDate(localTime)
/** Path and, where there is one, `?` and query, as written. */
export const endpoint = concat('path', coalesce(concat(lit('?'), 'query'), lit('')))

const withEndpoint = (logs: WebLog) => logs.withColumn('endpoint', endpoint)
const withDay = (logs: WebLog) => logs.withColumn('day', localDay)

/** The size of the responses. */
export const contentSize = (logs: WebLog) =>
  logs.agg({ count: count('bytes'), min: min('bytes'), max: max('bytes'), mean: avg('bytes'), stddev: stddev('bytes') })

/** Rows without a value, by column. */
export const missing = (logs: WebLog) =>
  logs.agg(Object.fromEntries(WEB_LOG_COLUMNS.map(name => [name, countIf(col(name).isNull())])))

export const status = (logs: WebLog) => logs.groupBy('status').agg({ count: count() }).orderBy(asc('status'))

/** The hosts with most requests. */
export const hosts = (logs: WebLog, top: number) =>
  logs.groupBy('host').agg({ count: count() }).orderBy(desc('count'), asc('host')).limit(top)

/** The endpoints with most requests. */
export const endpoints = (logs: WebLog, top: number) =>
  withEndpoint(logs).groupBy('endpoint').agg({ count: count() }).orderBy(desc('count'), asc('endpoint')).limit(top)

/** The endpoints with most answers other than 200. */
export const non200Endpoints = (logs: WebLog, top: number) => endpoints(logs.filter(col('status').neq(200)), top)

/** The endpoints with most answers of 400 and above. */
export const errorEndpoints = (logs: WebLog, top: number) => endpoints(logs.filter(col('status').gte(400)), top)

export const uniqueHosts = (logs: WebLog) => logs.agg({ hosts: countDistinct('host') })

export const dailyUniqueHosts = (logs: WebLog) =>
  withDay(logs)
    .groupBy('day')
    .agg({ hosts: countDistinct('host') })
    .orderBy(asc('day'))

/** Requests per host a day, on average; null on a day whose requests all lack a host. */
export const dailyRequestsPerHost = (logs: WebLog) =>
  withDay(logs)
    .groupBy('day')
    .agg({ requests: count(), hosts: countDistinct('host') })
    .withColumn('average', when(col('hosts').gt(0), col('requests').div(col('hosts'))))
    .orderBy(asc('day'))

const notFound = (logs: WebLog) => logs.filter(col('status').eq(404))

export const notFoundSummary = (logs: WebLog) =>
  withEndpoint(notFound(logs)).agg({ count: count(), distinctEndpoints: countDistinct('endpoint') })

export const notFoundEndpoints = (logs: WebLog, top: number) => endpoints(notFound(logs), top)

export const notFoundHosts = (logs: WebLog, top: number) => hosts(notFound(logs), top)

const notFoundPerDay = (logs: WebLog) => withDay(notFound(logs)).groupBy('day').agg({ count: count() })

export const notFoundDaily = (logs: WebLog) => notFoundPerDay(logs).orderBy(asc('day'))

/** The days with most 404s. */
export const notFoundTopDays = (logs: WebLog, top: number) =>
  notFoundPerDay(logs).orderBy(desc('count'), asc('day')).limit(top)

/** 404s by hour of the day; hours without any have no row. */
export const notFoundHourly = (logs: WebLog) =>
  notFound(logs).withColumn('hour', hour(localTime)).groupBy('hour').agg({ count: count() }).orderBy(asc('hour'))
