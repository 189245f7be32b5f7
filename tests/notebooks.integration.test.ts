import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@millrace/analytics'
import { figureText } from '@millrace/analytics/text'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { oracleReport } from './oracle/oracle.ts'
import { AppProcess, runApp } from './support/app-process.ts'
import { generatedLog } from './support/generated-log.ts'
import { type NotebookOutputs, notebookOutputs } from './support/notebook-outputs.ts'
import { ANALYZER, INGEST, NASA_DAY, repositoryFile } from './support/repository.ts'

const NOTEBOOKS = repositoryFile('notebooks/run/main.ts')
const MINUTES = 5
/** Bytes of a notebook that a code host still shows. */
const MOST = 300_000

const executed = (name: string) => notebookOutputs(repositoryFile(`notebooks/dist/executed/${name}.ipynb`))
const committed = (name: string) => notebookOutputs(repositoryFile(`notebooks/${name}.ipynb`))

/** Expects the figures of the case study to be those of the report, cell by cell. */
function expectFigures({ text, images }: NotebookOutputs, report: Report): void {
  const { contentSize: size, notFound } = report
  expect(text).toMatch(/^\d+ figures of \d+ values: Millrace and DuckDB agree\.$/m)
  expectRow(text, 'Lines', 'in all', report.lines)
  expectRow(text, 'Lines', 'refused', report.malformed)
  for (const [column, count] of Object.entries(report.missing))
    expectRow(text, 'Requests without a value', column, count)
  const statistics = [size.mean, size.stddev].map(value => figureText('number', value))
  expectRow(text, 'Content size in bytes', 'table', size.count, size.min, size.max, ...statistics)
  for (const { status, count } of report.status) expectRow(text, 'Requests by status', status, count)
  expectRanking(text, 'Hosts with most requests', report.hosts.slice(0, 10))
  expectRanking(text, 'Endpoints with most requests', report.endpoints)
  expectRanking(text, 'Endpoints with a status other than 200', report.non200Endpoints.slice(0, 10))
  for (const row of report.errorEndpoints.slice(0, 10)) expectRow(text, 'Endpoints with errors', ...Object.values(row))
  expectRow(text, 'Unique hosts', report.uniqueHosts)
  for (const { day, requests, hosts } of report.dailyRequestsPerHost)
    expectRow(text, 'Requests per host', day, requests, hosts)
  expectRow(text, 'Answers of 404', 'table', notFound.count)
  expect(text).toContain(`\n${notFound.distinctEndpoints} different endpoints were not found.\n`)
  expectRanking(text, 'Endpoints with most 404', notFound.endpoints)
  expectRanking(text, 'Hosts with most 404', notFound.hosts)
  for (const { day, count } of notFound.daily) expectRow(text, '404 by day', day, count)
  for (const { day, count } of notFound.topDays.slice(0, 3)) expectRow(text, 'Days with most 404', day, count)
  for (const { hour, count } of notFound.hourly.filter(row => row.count > 0))
    expectRow(text, '404 by hour of the day', hour, count)
  const daily = report.dailyUniqueHosts.length > 1 ? ['Unique hosts by day', 'Requests by day'] : []
  const days = notFound.daily.length > 1 ? ['404 by day'] : []
  const titles = ['Requests by status', 'Endpoints with most requests', ...daily, ...days, '404 by hour of the day']
  expect(images.map(svg => /aria-label="([^"]*)"/.exec(svg)?.[1])).toEqual(titles)
}

function expectRanking(text: string, title: string, rows: readonly object[]): void {
  for (const [i, row] of rows.entries()) expectRow(text, title, i + 1, ...Object.values(row))
}

/** Expects a row of a table to begin with these cells; long ones are cut. */
function expectRow(text: string, title: string, ...cells: readonly unknown[]): void {
  const tables = text.split(`\n${title}\n`).slice(1)
  const start = cells.map(cell => cellText(cell)).join(' ')
  const rows = tables.flatMap(table => table.split(/\n\n/, 1)[0].split('\n')).map(row => row.trim().replace(/ +/g, ' '))
  expect(
    rows.filter(row => `${row} `.startsWith(`${start} `)),
    `${title}: ${start} among\n${rows.join('\n')}`,
  ).not.toEqual([])
}

const cellText = (cell: unknown): string => {
  if (typeof cell === 'number') return figureText('count', cell)
  const text = String(cell ?? '-').replace(/ +/g, ' ')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

afterEach(() => AppProcess.killAll())

describeWithServices(
  'the notebooks over the day of NASA requests',
  () => {
    let report: Report
    beforeAll(async () => {
      report = await oracleReport([NASA_DAY], { top: 20 })
    })

    it(
      'run, with the figures that DuckDB has of the text',
      async () => {
        await runApp(NOTEBOOKS, ['--execute'])
        const study = await executed('log-analytics')
        expectFigures(study, report)
        expect(study.text).toContain('Text files: 1. Every figure is the same.')
        const live = await executed('live')
        const [, looks, batches, lines] = /Looks: (\d+), batches: (\d+), lines: (\d+)\./.exec(live.text) ?? []
        expect(Number(lines)).toBe(report.lines)
        expect(Number(batches)).toBeGreaterThan(1)
        expect(Number(looks)).toBeGreaterThanOrEqual(Number(batches))
        for (const { status, count } of report.status) expectRow(live.text, 'Status', status, count)
        for (const row of report.endpoints.slice(0, 10))
          expectRow(live.text, 'Endpoints with most requests', ...Object.values(row))
        expect(live.images).toHaveLength(2)
      },
      MINUTES * 60_000,
    )

    it('are in the repository with these figures, and small', async () => {
      for (const name of ['log-analytics', 'live'])
        expect((await readFile(repositoryFile(`notebooks/${name}.ipynb`))).length).toBeLessThan(MOST)
      expectFigures(await committed('log-analytics'), report)
      expect((await committed('live')).text).toContain(`, lines: ${report.lines}.`)
    })

    it('import what has no type errors', async () => {
      const options = ['--noEmit', '--pretty', 'false', '-p', 'notebooks']
      const tsc = new AppProcess(repositoryFile('node_modules/typescript/bin/tsc'), options, {
        cwd: repositoryFile('.'),
      })
      await tsc.ended
      // Those of other folders are found by `npm run check`.
      expect(tsc.stdout.split('\n').filter(line => line.startsWith('notebooks'))).toEqual([])
    })
  },
  { needs: ['python3'] },
)

describeWithServices(
  'the case study over a table in HDFS',
  () => {
    let folder: string
    let hdfs: HdfsCluster
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-notebooks-'))
      hdfs = await startHdfs()
    })
    afterAll(async () => {
      await hdfs?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    it(
      'has the figures of other logs, refused lines among them, and shows hostile ones as text',
      async () => {
        const log = await generatedLog(folder, { lines: 4000, seed: 21, damage: 0.01 })
        await writeFile(log, hostileLines(200), { flag: 'a' })
        const journal = ['--journal', join(folder, 'journal.sqlite')]
        const table = `${hdfs.url}/warehouse/logs`
        await runApp(INGEST, [log, ...journal], { cwd: folder })
        await runApp(ANALYZER, [...journal, '--table', table, '--once', '--top', '20'], { cwd: folder })
        await runApp(NOTEBOOKS, ['--execute', '--table', table, '--logs', log], { cwd: folder })
        const { text, images } = await executed('log-analytics')
        const report = await oracleReport([log], { top: 20 })
        expect(report.malformed).toBeGreaterThan(10)
        expectFigures({ text: text.replaceAll(SHOWN, ENDPOINT), images }, report)
        expect(text).toContain('Text files: 1. Every figure is the same.')
        expect(text).not.toMatch(/[\x1b\u202e]/)
        expect(text).toContain(SHOWN)
        const chart = images.find(svg => svg.includes('Endpoints with most requests')) ?? ''
        expect(chart).toContain('&lt;script&gt;')
        expect(chart).toContain('\\x1b[31m')
        expect(chart).not.toMatch(/<script|[\x1b\u202e]/)
      },
      MINUTES * 60_000,
    )
  },
  { needs: ['services', 'python3'] },
)

const ENDPOINT = '/<script>x</script>\x1b[31m\u202e'
const SHOWN = '/<script>x</script>\\x1b[31m\\u{202e}'

const hostileLines = (count: number): string =>
  `h.example - - [02/Aug/1995:10:00:00 -0400] "GET ${ENDPOINT} HTTP/1.0" 404 10\n`.repeat(count)
