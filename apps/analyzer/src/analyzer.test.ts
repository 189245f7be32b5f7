import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Report } from '@millrace/analytics'
import { expect, onTestFinished, test } from 'vitest'
import { AnalyzerProcess, runAnalyzer, until } from './testing/analyzer-process.ts'
import { addLines, folderWithLines, parquetFiles, requests, temporaryFolder } from './testing/journal-folder.ts'

const STREAM = ['--port', '0', '--trigger', '100ms', '--no-tables']

async function reportOf(url: string): Promise<Report & { batchId: string | null }> {
  const response = await fetch(`${url}/api/v1/analyses`)
  return { ...((await response.json()) as Report), batchId: response.headers.get('x-millrace-batch-id') }
}

const lines = (url: string, count: number): Promise<void> =>
  until(async () => (await reportOf(url)).lines === count, `${count} lines are reported`)

/** A free port. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('A port was expected.')
  return address.port
}

test('--once takes what is there, prints, ends with 0, and the next time takes what is new', async () => {
  const cwd = await folderWithLines()
  const first = await runAnalyzer(['--once'], { cwd })
  expect(first.code, first.stderr).toBe(0)
  expect(first.stdout).toMatch(/\n 100 +100 +0 +7 +[\d,]+\n Lines +Requests +Malformed lines +Hosts +404\n/)
  const table = join(cwd, 'data/warehouse/logs')
  const files = parquetFiles(table)
  expect(files.length).toBeGreaterThan(0)
  await addLines(cwd, [...requests(100, 20), 'damaged'])
  const second = await runAnalyzer(['--once'], { cwd })
  expect(second.code, second.stderr).toBe(0)
  expect(second.stdout).toMatch(/\n 121 +120 +1 +7 +[\d,]+\n Lines +Requests +Malformed lines +Hosts +404\n/)
  expect(parquetFiles(table)).toEqual(expect.arrayContaining(files))
  expect(parquetFiles(`${table}.quarantine`)).toHaveLength(1)
  expect(parquetFiles(`${table}.analyses`)).toContain('notFoundHourly.parquet')
})

test('a stream serves the figures of every batch; after a signal it goes on where it was', async () => {
  const cwd = await folderWithLines()
  const first = new AnalyzerProcess(STREAM, { cwd })
  const url = await first.url()
  await lines(url, 100)
  await addLines(cwd, requests(100, 50))
  await lines(url, 150)
  const before = await reportOf(url)
  expect(before).toMatchObject({ parsed: 150, uniqueHosts: 7, notFound: { count: 15 } })
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toContain('\nmillrace_lines_total 150\n')
  expect(metrics).toContain('\nmillrace_source_lag_records 0\n')
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  first.child.kill('SIGTERM')
  expect(await first.ended, first.stderr).toBe(0)

  const second = new AnalyzerProcess(STREAM, { cwd })
  expect(await reportOf(await second.url())).toEqual(before)
  second.child.kill('SIGINT')
  expect(await second.ended, second.stderr).toBe(0)
})

test('a signal during the start-up ends it with 0', async () => {
  const cwd = await folderWithLines()
  const analyzer = new AnalyzerProcess(STREAM, { cwd, env: { NODE_DEBUG: 'esm' } })
  // The loader tells of the first import after the listener for signals is there.
  await analyzer.says('src/analyzer-command.ts')
  analyzer.child.kill('SIGTERM')
  expect(await analyzer.ended, analyzer.stderr.slice(-500)).toBe(0)
})

test('without a journal it waits for one while running, and is an error with --once', async () => {
  const cwd = temporaryFolder()
  const once = await runAnalyzer(['--once'], { cwd })
  expect(once.code).toBe(1)
  expect(once.stderr).toMatch(/^analyzer: .*journal\.sqlite.*\n$/)
  const running = new AnalyzerProcess(STREAM, { cwd })
  const url = await running.url()
  expect((await reportOf(url)).batchId).toBe('none')
  await addLines(cwd, requests(0, 10))
  await lines(url, 10)
})

test('a parent that dies takes the analyzer with it where that is asked for', async () => {
  const cwd = await folderWithLines()
  const main = new URL('./main.ts', import.meta.url).pathname
  const script = `const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ${JSON.stringify([main, ...STREAM])}, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    child.stderr.on('data', text => { if (String(text).includes('figures at')) { console.log(child.pid); process.exit() } })`
  const parent = spawnSync(process.execPath, ['-e', script], {
    cwd,
    env: { ...process.env, INIT_CWD: cwd, MILLRACE_WATCH_PARENT: '1' },
    encoding: 'utf8',
  })
  const pid = Number(parent.stdout)
  expect(pid).toBeGreaterThan(0)
  await until(() => {
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  }, 'the analyzer has ended')
})

test('a second analyzer on the same checkpoint is refused, the first goes on', async () => {
  const cwd = await folderWithLines()
  const first = new AnalyzerProcess(STREAM, { cwd })
  const url = await first.url()
  await lines(url, 100)
  const second = await runAnalyzer(STREAM, { cwd })
  expect(second.code).toBe(1)
  expect(second.stderr).toMatch(/^analyzer: The checkpoint .*logs\.checkpoint is in use by process \d+ on .*\n$/)
  await addLines(cwd, requests(100, 10))
  await lines(url, 110)
})

const SENTENCE = /^analyzer: [^\n]+\n$/

test.each([
  [['--bogus'], {}, 2, 'Unknown option --bogus'],
  [['--trigger', 'soon'], {}, 2, '--trigger: "soon" is not'],
  [['--port', '70000'], {}, 2, '--port: "70000" is not'],
  [['--hdfs', 'hdfs://namenode:8020/logs'], {}, 2, 'http://namenode:9870/logs'],
  [[], { HDFS_URL: 'hdfs://namenode:8020' }, 2, 'http://namenode:9870/'],
  [['--kafka', 'a:1', '--journal', 'b'], {}, 2, '--kafka and --journal exclude each other'],
  [['--kafka', 'a:1', '--starting-offsets', 'never'], {}, 2, '--starting-offsets: "never" is not earliest'],
  [['--tls-cert', 'absent.pem', '--kafka', 'a:1'], {}, 2, '--tls-cert and --tls-key belong together'],
])('%s %s is one sentence', async (args, env, code, sentence) => {
  const cwd = await folderWithLines(1)
  const result = await runAnalyzer(args, { cwd, env })
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(SENTENCE) })
  expect(result.stderr).toContain(sentence)
})

test('an unreachable NameNode ends the start, also one given by HDFS_URL without a path', async () => {
  const cwd = await folderWithLines(1)
  const address = `127.0.0.1:${await freePort()}`
  const result = await runAnalyzer(['--once'], { cwd, env: { HDFS_URL: `http://${address}` } })
  expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(SENTENCE) })
  expect(result.stderr).toContain(address)
})

test('a broker that does not answer ends the start; --journal wins over KAFKA_BROKERS', async () => {
  const cwd = await folderWithLines(1)
  const env = { KAFKA_BROKERS: `127.0.0.1:${await freePort()}` }
  const [kafka, journal] = await Promise.all([
    runAnalyzer(['--once'], { cwd, env }),
    runAnalyzer(['--once', '--journal', 'data/journal.sqlite', '--table', 'other'], { cwd, env }),
  ])
  expect(kafka).toMatchObject({ code: 1, stderr: expect.stringMatching(SENTENCE) })
  expect(kafka.stderr).toContain(env.KAFKA_BROKERS)
  expect(journal.code, journal.stderr).toBe(0)
})

test('a port in use is said before anything is written', async () => {
  const cwd = await folderWithLines(1)
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const result = await runAnalyzer(['--port', String(port)], { cwd })
  expect(result).toMatchObject({ code: 2, stderr: expect.stringMatching(SENTENCE) })
  expect(result.stderr).toContain(`--port ${port}: cannot listen`)
  expect(() => parquetFiles(join(cwd, 'data/warehouse'))).toThrow('ENOENT')
})

test('a table of someone else is refused unless adopted', async () => {
  const cwd = await folderWithLines(3)
  const table = join(cwd, 'table')
  mkdirSync(join(table, 'dt=1995-08-01'), { recursive: true })
  writeFileSync(join(table, 'dt=1995-08-01', 'theirs.parquet'), 'PAR1')
  const refused = await runAnalyzer(['--once', '--table', 'table'], { cwd })
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(SENTENCE) })
  expect(refused.stderr).toContain('--adopt')
  expect(parquetFiles(table)).toEqual(['dt=1995-08-01/theirs.parquet'])
  const adopted = await runAnalyzer(['--once', '--table', 'table', '--adopt'], { cwd })
  expect(adopted.code, adopted.stderr).toBe(0)
  expect(parquetFiles(table).length).toBeGreaterThan(1)
})

test('a checkpoint with batches and a table without their analyses are refused unless adopted', async () => {
  const cwd = await folderWithLines(10)
  expect((await runAnalyzer(['--once', '--table', 'one'], { cwd })).code).toBe(0)
  const other = ['--once', '--table', 'other', '--checkpoint', 'one.checkpoint']
  const refused = await runAnalyzer(other, { cwd })
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(SENTENCE) })
  expect(refused.stderr).toContain(`${cwd}/other.analyses holds none of their analyses`)
  await addLines(cwd, requests(10, 20))
  const adopted = await runAnalyzer([...other, '--adopt'], { cwd })
  expect(adopted.code, adopted.stderr).toBe(0)
  expect((await runAnalyzer(other, { cwd })).code).toBe(0)
})

test('--spark-metadata keeps a log of both tables, and has to be kept up', async () => {
  const cwd = await folderWithLines(3)
  const kept = await runAnalyzer(['--once', '--table', 'table', '--spark-metadata'], { cwd })
  expect(kept.code, kept.stderr).toBe(0)
  const [version, first] = readFileSync(join(cwd, 'table/_spark_metadata/0'), 'utf8').split('\n')
  expect(version).toBe('v1')
  expect(fileURLToPath(JSON.parse(first).path)).toBe(join(cwd, 'table', parquetFiles(join(cwd, 'table'))[0]))
  expect(readFileSync(join(cwd, 'table.quarantine/_spark_metadata/0'), 'utf8')).toMatch(/^v1/)
  const without = await runAnalyzer(['--once', '--table', 'table'], { cwd })
  expect(without.code).toBe(2)
  expect(without.stderr).toContain('_spark_metadata')
})

test('a checkpoint of another query, or a damaged one, is refused and the table left as it is', async () => {
  const cwd = await folderWithLines(3)
  await addLines(cwd, requests(0, 3), 'others')
  expect((await runAnalyzer(['--once', '--table', 'table'], { cwd })).code).toBe(0)
  const table = join(cwd, 'table')
  const files = parquetFiles(table)
  const refusal = async (args: string[], damage: (checkpoint: string) => void): Promise<string> => {
    const checkpoint = join(temporaryFolder(), 'checkpoint')
    cpSync(`${table}.checkpoint`, checkpoint, { recursive: true })
    damage(checkpoint)
    const result = await runAnalyzer(['--once', '--table', 'table', '--checkpoint', checkpoint, ...args], { cwd })
    expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(SENTENCE) })
    expect(parquetFiles(table)).toEqual(files)
    return result.stderr
  }
  const messages = await Promise.all([
    refusal(['--topic', 'others'], () => {}),
    refusal([], checkpoint => rmSync(join(checkpoint, 'metadata'))),
    refusal([], checkpoint => writeFileSync(join(checkpoint, 'metadata'), '{"id":')),
    refusal([], checkpoint => writeFileSync(join(checkpoint, 'offsets', '0'), 'v1\n{')),
    refusal([], checkpoint => rmSync(join(checkpoint, 'state'), { recursive: true })),
  ])
  for (const message of messages) expect(message).toMatch(/checkpoint/i)
  expect(readFileSync(join(`${table}.checkpoint`, 'metadata'), 'utf8')).toContain('"id"')
})

test('small files are merged in the background while batches go on, and a restart goes on with the merged table', async () => {
  const cwd = await folderWithLines()
  const args = [...STREAM, '--compact-every', '1s', '--compact-older-than', '0s']
  const first = new AnalyzerProcess(args, { cwd })
  const url = await first.url()
  await lines(url, 100)
  await addLines(cwd, requests(100, 50))
  await lines(url, 150)
  await first.says('merged ')
  await addLines(cwd, requests(150, 10))
  await lines(url, 160)
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  const again = await runAnalyzer(['--once'], { cwd })
  expect(again.code, again.stderr).toBe(0)
  const table = join(cwd, 'data/warehouse/logs')
  expect(parquetFiles(table).some(name => name.includes('merged-'))).toBe(true)
  const files = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
  onTestFinished(() => files.closeSync())
  const connection = await files.connect()
  const rows = `SELECT count(*), count(DISTINCT "offset") FROM read_parquet('${table}/*/*.parquet')`
  expect((await connection.runAndReadAll(rows)).getRows()).toEqual([[160n, 160n]])
  connection.closeSync()
})
