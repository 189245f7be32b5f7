import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { linesOf, readLog } from './oracle/log-lines.ts'
import { withOracle } from './oracle/oracle.ts'
import { oraclePanels } from './oracle/panels.ts'
import { AppProcess, runApp } from './support/app-process.ts'
import { expectPanels } from './support/expect-panels.ts'
import { expectReport } from './support/expect-report.ts'
import { generatedLog } from './support/generated-log.ts'
import { mutatedLog } from './support/mutated-log.ts'
import { COMBINED_SAMPLE, MILLRACE, NASA_DAY } from './support/repository.ts'

vi.setConfig({ testTimeout: 240_000 })

/** Keys of the JSON of a report without panels. */
const MAIN = [
  ...['lines', 'parsed', 'malformed', 'malformedReasons', 'contentSize', 'missing', 'status', 'hosts', 'endpoints'],
  ...['non200Endpoints', 'errorEndpoints', 'uniqueHosts', 'dailyUniqueHosts', 'dailyRequestsPerHost', 'notFound'],
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-panels-'))
})
afterEach(() => AppProcess.killAll())
afterAll(() => rm(folder, { recursive: true }))

interface Compared {
  readonly top?: number
  readonly args?: readonly string[]
  /** What the arguments leave of the oracle's rows. */
  readonly where?: string
}

/** Compares every figure of a report with the oracle's; gives the report. */
async function compare(file: string, { top = 10, args = [], where }: Compared = {}) {
  const asked = ['report', file, '--json', '--panels', 'all', '--top', String(top), ...args]
  const actual = JSON.parse(await runApp(MILLRACE, asked))
  await withOracle([file], async oracle => {
    const [before] = await oracle.query('SELECT count(*)::INT AS n FROM rows')
    if (where !== undefined)
      await oracle.query(`CREATE OR REPLACE TEMP TABLE rows AS SELECT * FROM rows WHERE ${where}`)
    const { filteredOut = 0, ...report } = actual
    expect(filteredOut).toBe(Number(before.n) - actual.parsed)
    const main = Object.fromEntries(Object.entries(report).filter(([name]) => MAIN.includes(name)))
    expectReport(main as never, await oracle.report({ top }))
    const panels = await oraclePanels(oracle, top)
    expectPanels(report, panels)
    expect(Object.keys(report).sort()).toEqual([...MAIN, ...Object.keys(panels)].sort())
  })
  return actual
}

describe('every figure of every panel equals DuckDB over the text', () => {
  it('of the day of NASA requests', async () => {
    const { daily } = await compare(NASA_DAY)
    expect(daily).toHaveLength(1)
  })

  it('of the combined sample, in short and long lists', async () => {
    const { browsers, bots, totals } = await compare(COMBINED_SAMPLE, { top: 3 })
    expect(browsers.length).toBeGreaterThan(5)
    expect(bots).toHaveLength(3)
    expect(totals).toMatchObject({ from: '2015-05-17 10:05:00', to: '2015-05-20 21:05:59' })
    await compare(COMBINED_SAMPLE, { top: 5000 })
  })

  it('of damaged traffic over several days and offsets, with and without worker threads', async () => {
    const file = await generatedLog(folder, { lines: 25_000, seed: 21, damage: 0.02 })
    const { malformed, weekdays } = await compare(file, { top: 1000, args: ['--workers', '0'] })
    expect(malformed).toBeGreaterThan(100)
    expect(weekdays.filter((row: { days: number }) => row.days > 0).length).toBeGreaterThan(4)
    await compare(file, { top: 1000, args: ['--workers', '2'] })
  })

  it('of lines with arbitrary damage', async () => {
    const file = join(folder, 'mutated.log')
    await writeFile(file, await mutatedLog({ lines: 20_000, seed: 6 }))
    await compare(file, { top: 100_000 })
  })
})

it('of times to serve a request', async () => {
  const file = await generatedLog(folder, { lines: 8000, seed: 23, damage: 0 })
  const timed = join(folder, 'timed.log')
  const lines = linesOf(await readLog(file))
  await writeFile(timed, Buffer.concat(lines.flatMap((line, i) => [line, Buffer.from(` ${duration(i)}\n`)])))
  const format = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D'
  const { slowEndpoints } = JSON.parse(
    await runApp(MILLRACE, ['report', timed, '--format', format, '--json', '--panels', 'all', '--top', '300']),
  )
  const expected = await withOracle([file], oracle =>
    oracle.query(`SELECT endpoint, quantile_cont(d, 0.95) AS p95, avg(d) AS mean, max(d)::INT AS max, count(*)::INT AS count
      FROM (SELECT endpoint, (line * 7919) % 100003 AS d FROM rows) GROUP BY ALL ORDER BY p95 DESC, endpoint LIMIT 300`),
  )
  expect(expected).toHaveLength(300)
  expectPanels({ slowEndpoints }, { slowEndpoints: expected })
})

/** Microseconds of the request on a line. */
const duration = (line: number): number => (line * 7919) % 100_003

describe('filters apply to every figure but malformed lines', () => {
  it.each([
    [['--where', "status >= 500 or path like '%.png'"], "status >= 500 OR path LIKE '%.png'"],
    [['--from', '2015-05-18', '--to', '2015-05-19'], "localTime >= '2015-05-18' AND localTime < '2015-05-20'"],
    [
      ['--from', '2015-05-18T06:05', '--to', '2015-05-19 00:00:30'],
      "localTime >= '2015-05-18 06:05' AND localTime < '2015-05-19 00:00:30'",
    ],
    [
      ['--from', '2015-05-18T06:05:00+02:00', '--to', '2015-05-19T00:00Z', '--where', 'lower(method) = "get"'],
      `"time" >= '2015-05-18 04:05' AND "time" < '2015-05-19' AND method = 'GET'`,
    ],
    [
      ['--where', "time >= '2015-05-19 12:00:00' and userAgent is not null"],
      `"time" >= '2015-05-19 12:00:00' AND "userAgent" IS NOT NULL`,
    ],
    [['--where', 'status = 999'], 'status = 999'],
  ])('%j', async (args, where) => {
    const file = await generatedLog(folder, { lines: 8000, seed: 22, damage: 0.02 })
    const { malformed } = await compare(file, { top: 20, args, where })
    expect(malformed).toBeGreaterThan(50)
  })
})
