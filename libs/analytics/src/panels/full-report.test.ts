import { expect, test } from 'vitest'
import { reportInFormat } from '../testing/report-in-format.ts'
import { line } from '../testing/report-of-lines.ts'
import type { FullReport } from './full-report.ts'
import { reportJson } from './report-json.ts'
import { reportPage } from './report-page.ts'

const head = { sources: ['access.log'], format: 'weblog' }
const names = (report: FullReport): string[] => reportPage(report, head).panels.map(panel => panel.name)
const agent = (name: string): string => `${line({ host: 'h' })} "-" "${name}"`

test('a visitor is a host with a user agent on a local day', async () => {
  const times = ['01/Aug/1995:23:30:00 -0400', '02/Aug/1995:00:10:00 -0400', '02/Aug/1995:01:00:00 +0000']
  const lines = times.map(time => line({ host: 'h', time }))
  const { totals, panels } = await reportInFormat([
    ...lines,
    `${line({ host: 'h', time: times[1] })} "-" "a"`,
    `${line({ host: 'h', time: times[1] })} "-" "a"`,
    `${line({ host: 'h', time: times[1] })} "-" "b"`,
    line({ host: '-', time: times[1] }),
  ])
  expect(totals).toEqual({ from: '1995-08-01 23:30:00', to: '1995-08-02 01:00:00', bytes: 700, visitors: 4 })
  expect(panels.find(panel => panel.name === 'daily')?.rows).toEqual([
    ['1995-08-01', 1, 1, 100],
    ['1995-08-02', 6, 3, 600],
  ])
})

test('without a request there is nothing to see but lines', async () => {
  const nothing = await reportInFormat([])
  expect(names(nothing)).toEqual([])
  expect(nothing.totals).toEqual({ from: null, to: null, bytes: null, visitors: 0 })
  expect(reportJson(nothing)).toMatchObject({ lines: 0, daily: [], hours: expect.any(Array), browsers: [] })
  expect(names(await reportInFormat(['damaged']))).toEqual(['malformedReasons'])
})

test('panels appear where the log has something for them', async () => {
  const common = names(await reportInFormat([line()]))
  expect(common).toContain('daily')
  expect(common.filter(name => /agent|browser|bot|device|referr|users|notFound|servers/i.test(name))).toEqual([])
  const rich = await reportInFormat([
    `${line({ user: 'ann', status: 404 })} "http://www.Example.com:81/a?b" "curl/8.5.0"`,
    agent('Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0'),
  ])
  expect(names(rich)).toEqual(
    expect.arrayContaining(['users', 'referringSites', 'browsers', 'bots', 'userAgents', 'notFoundHosts']),
  )
  expect(reportJson(rich)).toMatchObject({
    referringSites: [{ site: 'example.com:81', requests: 1, share: 0.5 }],
    browsers: [{ name: 'Firefox', requests: 1, share: 0.5, visitors: 1 }],
    operatingSystems: [{ name: 'Linux' }],
    bots: [{ name: 'curl', requests: 1 }],
    users: [{ name: 'ann', requests: 1, share: 0.5 }],
  })
})

test('times, virtual hosts and caches of formats that have them', async () => {
  const format =
    '$remote_addr [$time_local] "$request" $status $body_bytes_sent $request_time $server_name $upstream_cache_status'
  const request = (path: string, seconds: string, server: string, cache: string): string =>
    `1.2.3.4 [01/Aug/1995:12:00:00 +0000] "GET ${path} HTTP/1.1" 200 10 ${seconds} ${server} ${cache}`
  const report = await reportInFormat(
    [
      ...Array.from({ length: 20 }, (_, i) =>
        request('/many', `0.${String(i + 1).padStart(3, '0')}`, 'a.example', 'HIT'),
      ),
      request('/slow?x', '2.500', 'b.example', 'MISS'),
      request('/slow?x', '1.500', 'b.example', '-'),
    ],
    format,
  )
  const json = reportJson(report)
  expect(json.slowEndpoints).toEqual([
    { endpoint: '/slow?x', p95: 2_450_000, mean: 2_000_000, max: 2_500_000, count: 2 },
    { endpoint: '/many', p95: expect.closeTo(19_050, 6), mean: 10_500, max: 20_000, count: 20 },
  ])
  expect(json).toMatchObject({
    servers: [
      { name: 'a.example', requests: 20 },
      { name: 'b.example', requests: 2 },
    ],
    cacheStatus: [
      { name: 'HIT', requests: 20 },
      { name: 'MISS', requests: 1 },
    ],
  })
  expect(names(report)).toEqual(expect.arrayContaining(['slowEndpoints', 'servers', 'cacheStatus']))
})

test('sizes that a client made up do not overflow', async () => {
  const lines = Array.from({ length: 3 }, () => line({ bytes: '9223372036854775807' }))
  expect((await reportInFormat(lines)).totals?.bytes).toBeCloseTo(3 * 2 ** 63, -5)
})
