import { expect, test } from 'vitest'
import { WEB_LOG_COLUMNS } from './log-analyses.ts'
import { reportOf } from './report.ts'
import { line, reportOfLines } from './testing/report-of-lines.ts'

const endpoint = (name: string | null, count: number) => ({ endpoint: name, count })
const host = (name: string | null, count: number) => ({ host: name, count })
const hourlyOf = (counts: Readonly<Record<number, number>>) =>
  Array.from({ length: 24 }, (_, hour) => ({ hour, count: counts[hour] ?? 0 }))

const EMPTY = {
  lines: 0,
  parsed: 0,
  malformed: 0,
  malformedReasons: {},
  contentSize: { count: 0, min: null, max: null, mean: null, stddev: null },
  missing: Object.fromEntries(WEB_LOG_COLUMNS.map(name => [name, 0])),
  status: [],
  hosts: [],
  endpoints: [],
  non200Endpoints: [],
  errorEndpoints: [],
  uniqueHosts: 0,
  dailyUniqueHosts: [],
  dailyRequestsPerHost: [],
  notFound: {
    count: 0,
    distinctEndpoints: 0,
    endpoints: [],
    hosts: [],
    daily: [],
    topDays: [],
    hourly: hourlyOf({}),
  },
}

test('no input has counts of 0, statistics of null, and every list', async () => {
  expect(await reportOfLines([])).toEqual(EMPTY)
})

test('figures that have not come yet are those of no input', () => {
  expect(reportOf(() => undefined)).toEqual(EMPTY)
})

test('lines are parsed or malformed, these by reason', async () => {
  const report = await reportOfLines([line(), 'no log line', '', line({ time: '31/Feb/1995:12:00:00 -0400' })])
  expect(report).toMatchObject({ lines: 4, parsed: 1, malformed: 3 })
  const reasons = Object.values(report.malformedReasons)
  expect(reasons.reduce((sum, n) => sum + n, 0)).toBe(3)
  expect(reasons.every(n => n > 0)).toBe(true)
})

test('the content size ignores missing sizes and has the sample standard deviation', async () => {
  const report = await reportOfLines(['2', '4', '9', '-'].map(bytes => line({ bytes })))
  expect(report.contentSize).toEqual({ count: 3, min: 2, max: 9, mean: 5, stddev: expect.closeTo(Math.sqrt(13), 12) })
})

test('one size has no sample standard deviation', async () => {
  const report = await reportOfLines([line({ bytes: '7' })])
  expect(report.contentSize).toEqual({ count: 1, min: 7, max: 7, mean: 7, stddev: null })
})

test('sizes above 2^31 are exact', async () => {
  const report = await reportOfLines([line({ bytes: '6000000000' }), line({ bytes: '6000000002' })])
  expect(report.contentSize).toMatchObject({ min: 6000000000, max: 6000000002, mean: 6000000001 })
})

test('missing values are counted in every column', async () => {
  const report = await reportOfLines([
    line({ host: '-', bytes: '-' }),
    line({ user: 'frank', request: '-' }),
    `${line({ request: 'GET /a?b=1' })} "http://from.example/" "agent"`,
  ])
  expect(report.missing).toEqual({
    host: 1,
    ident: 3,
    user: 2,
    time: 0,
    utcOffset: 0,
    method: 1,
    path: 1,
    query: 2,
    protocol: 2,
    status: 0,
    bytes: 1,
    referrer: 2,
    userAgent: 2,
  })
})

test('status is ascending and never cut', async () => {
  const report = await reportOfLines(
    [404, 200, 500, 200, 302].map(status => line({ status })),
    1,
  )
  expect(report.status).toEqual([
    { status: 200, count: 2 },
    { status: 302, count: 1 },
    { status: 404, count: 1 },
    { status: 500, count: 1 },
  ])
})

test('a missing host is a host of its own in the list and none among the unique ones', async () => {
  const report = await reportOfLines([line({ host: '-' }), line({ host: '-' }), line({ host: 'b' })])
  expect(report.hosts).toEqual([host(null, 2), host('b', 1)])
  expect(report.uniqueHosts).toBe(1)
  expect(report.dailyUniqueHosts).toEqual([{ day: '1995-08-01', hosts: 1 }])
  expect(report.dailyRequestsPerHost).toEqual([{ day: '1995-08-01', requests: 3, hosts: 1, average: 3 }])
})

test('a day without a named host has no average', async () => {
  const report = await reportOfLines([line({ host: '-' })])
  expect(report.dailyRequestsPerHost).toEqual([{ day: '1995-08-01', requests: 1, hosts: 0, average: null }])
})

test('an endpoint is path and query as written; odd requests are endpoints as a whole', async () => {
  const requests = ['GET /a?x=1 HTTP/1.0', 'GET /a? HTTP/1.0', 'GET /a HTTP/1.0', 'quit', 'GET /a?x=1 HTTP/1.0']
  const report = await reportOfLines(requests.map(request => line({ request })))
  expect(report.endpoints).toEqual([endpoint('/a?x=1', 2), endpoint('/a', 1), endpoint('/a?', 1), endpoint('quit', 1)])
})

test('ties break by the UTF-8 bytes of the key, not by UTF-16 units', async () => {
  // U+FF21 is EF BC A1 and U+1F600 is F0 9F 98 80, but its first UTF-16 unit, D83D, comes before FF21.
  const hosts = ['b', '\u{1f600}', '\uff21', 'Z', 'a']
  const report = await reportOfLines(hosts.map(name => line({ host: name })))
  expect(report.hosts.map(row => row.host)).toEqual(['Z', 'a', 'b', '\uff21', '\u{1f600}'])
})

test('invalid UTF-8 is shown byte by byte, the rest as it is', async () => {
  const [before, after] = line({ request: 'GET /é|x HTTP/1.0' }).split('|')
  const report = await reportOfLines([Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)])])
  expect(report.endpoints).toEqual([endpoint('/é\\xffx', 1)])
})

test('top cuts the ranked lists and nothing else', async () => {
  const days = ['01', '02', '03']
  const lines = days.flatMap((day, i) =>
    Array.from({ length: i + 1 }, () =>
      line({
        host: `h${day}`,
        time: `${day}/Aug/1995:0${i}:00:00 +0000`,
        request: `GET /${day} HTTP/1.0`,
        status: 404,
      }),
    ),
  )
  const report = await reportOfLines(lines, 2)
  expect(report.hosts).toEqual([host('h03', 3), host('h02', 2)])
  expect(report.endpoints).toEqual([endpoint('/03', 3), endpoint('/02', 2)])
  expect(report.non200Endpoints).toEqual(report.endpoints)
  expect(report.errorEndpoints).toEqual(report.endpoints)
  expect(report.dailyUniqueHosts).toHaveLength(3)
  expect(report.dailyRequestsPerHost.map(row => row.average)).toEqual([1, 2, 3])
  expect(report.notFound).toEqual({
    count: 6,
    distinctEndpoints: 3,
    endpoints: report.endpoints,
    hosts: report.hosts,
    daily: [
      { day: '1995-08-01', count: 1 },
      { day: '1995-08-02', count: 2 },
      { day: '1995-08-03', count: 3 },
    ],
    topDays: [
      { day: '1995-08-03', count: 3 },
      { day: '1995-08-02', count: 2 },
    ],
    hourly: hourlyOf({ 0: 1, 1: 2, 2: 3 }),
  })
})

test('error endpoints are those with 400 and above, the other list those with anything but 200', async () => {
  const report = await reportOfLines(
    [200, 206, 304, 399, 400, 404, 599].map(status => line({ status, request: `GET /${status} HTTP/1.0` })),
  )
  const names = (list: readonly { readonly endpoint: string | null }[]) => list.map(row => row.endpoint)
  expect(names(report.non200Endpoints)).toEqual(['/206', '/304', '/399', '/400', '/404', '/599'])
  expect(names(report.errorEndpoints)).toEqual(['/400', '/404', '/599'])
})

test('days and hours are those of the clock that wrote the line', async () => {
  const report = await reportOfLines(
    [
      // The same moment on three clocks.
      '01/Aug/1995:23:59:59 -0400',
      '02/Aug/1995:03:59:59 +0000',
      '02/Aug/1995:09:29:59 +0530',
      // A second later on the first.
      '02/Aug/1995:00:00:00 -0400',
      '29/Feb/2024:23:30:00 +1400',
    ].map((time, i) => line({ time, host: `h${i % 2}`, status: 404 })),
  )
  expect(report.dailyUniqueHosts).toEqual([
    { day: '1995-08-01', hosts: 1 },
    { day: '1995-08-02', hosts: 2 },
    { day: '2024-02-29', hosts: 1 },
  ])
  expect(report.dailyRequestsPerHost).toEqual([
    { day: '1995-08-01', requests: 1, hosts: 1, average: 1 },
    { day: '1995-08-02', requests: 3, hosts: 2, average: 1.5 },
    { day: '2024-02-29', requests: 1, hosts: 1, average: 1 },
  ])
  expect(report.notFound.topDays).toEqual([
    { day: '1995-08-02', count: 3 },
    { day: '1995-08-01', count: 1 },
    { day: '2024-02-29', count: 1 },
  ])
  expect(report.notFound.hourly).toEqual(hourlyOf({ 0: 1, 3: 1, 9: 1, 23: 2 }))
})

test('days before 1970 are days too', async () => {
  const report = await reportOfLines([line({ time: '31/Dec/1969:23:30:00 +0000', status: 404 })])
  expect(report.notFound.daily).toEqual([{ day: '1969-12-31', count: 1 }])
  expect(report.notFound.hourly[23].count).toBe(1)
})
