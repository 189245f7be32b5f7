import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, zstdCompressSync } from 'node:zlib'
import { journalSource } from '@millrace/journal'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { IngestProcess, killIngest, runIngest, until } from './testing/ingest-process.ts'
import { readAllLines } from './testing/read-all-lines.ts'
import { asText, logLines } from './testing/reading-run.ts'

const DAY = fileURLToPath(new URL('../../../data/nasa-1995-08-01.log.gz', import.meta.url))

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ingest-journal-'))
})
afterEach(async () => {
  await killIngest()
  await rm(cwd, { recursive: true })
})

const sent = (): Promise<string[]> =>
  readAllLines(journalSource({ path: join(cwd, 'data/journal.sqlite'), topic: 'logs' }))
const dayLines = async (): Promise<string[]> =>
  gunzipSync(await readFile(DAY))
    .toString('latin1')
    .replace(/\n$/, '')
    .split('\n')

it('sends the bundled day into the journal under the caller’s directory, and nothing the second time', async () => {
  const first = await runIngest(['--file', DAY], { cwd })
  expect(first.code).toBe(0)
  expect(first.stderr).toMatch(/sent 33,996 lines \(3\.6 MB\) from 1 file in [\d.]+ s, [\d,]+ lines\/s/)
  expect(await sent()).toEqual(await dayLines())
  const second = await runIngest([DAY], { cwd })
  expect(second).toMatchObject({ code: 0, stderr: expect.stringMatching(/was sent before.*--again/) })
  expect(await sent()).toHaveLength(33_996)
  expect((await runIngest([DAY, '--again'], { cwd })).code).toBe(0)
  expect(await sent()).toHaveLength(2 * 33_996)
})

it('sends the first line of a file without its byte order mark, whole or compressed, and goes on behind it', async () => {
  const path = join(cwd, 'bom.log')
  await writeFile(path, '\ufeffa\n\ufeffb\n')
  await writeFile(`${path}.zst`, zstdCompressSync('\ufeffc\n'))
  expect((await runIngest([path, `${path}.zst`], { cwd })).code).toBe(0)
  await appendFile(path, 'd\n')
  expect((await runIngest([path], { cwd })).code).toBe(0)
  expect(await sent()).toEqual(['a', '\xef\xbb\xbfb', 'c', 'd'])
})

it('killed with -9 again and again, it neither loses nor doubles a line', async () => {
  let kills = 0
  for (let finished = false; !finished; ) {
    const ingest = new IngestProcess(['--file', DAY, '--rate', '20000', '--linger', '20ms'], { cwd })
    await Promise.race([ingest.says('Sending to'), ingest.exited])
    const timer = kills < 5 ? setTimeout(() => ingest.kill('SIGKILL'), Math.random() * 500) : undefined
    const { code, signal } = await ingest.exited
    clearTimeout(timer)
    if (signal === 'SIGKILL') kills++
    else expect(code, ingest.stderr).toBe(0)
    finished = code === 0
  }
  expect(kills).toBeGreaterThan(1)
  expect(await sent()).toEqual(await dayLines())
})

it('ends with 0 on SIGTERM and goes on from there', async () => {
  const ingest = new IngestProcess(['--file', DAY, '--rate', '5000'], { cwd })
  await until(async () => (await sent().catch(() => [])).length > 500, 'some lines are there')
  ingest.kill('SIGTERM')
  ingest.kill('SIGTERM')
  expect(await ingest.exited).toEqual({ code: 0, signal: null })
  const part = (await sent()).length
  expect(part).toBeLessThan(33_996)
  expect((await runIngest([DAY], { cwd })).stderr).toContain(`sent ${(33_996 - part).toLocaleString('en-US')} lines`)
  expect(await sent()).toEqual(await dayLines())
})

it('reads standard input, compressed or not, and says that it is at least once', async () => {
  const lines = logLines('a', 0, 1000)
  const plain = await runIngest(['--file', '-'], { cwd, input: Buffer.from(asText(lines).slice(0, -1)) })
  expect(plain).toMatchObject({ code: 0, stderr: expect.stringContaining('at least once') })
  expect((await runIngest(['-'], { cwd, input: zstdCompressSync(asText(lines)) })).code).toBe(0)
  expect(await sent()).toEqual([...lines, ...lines])
})

it('keeps odd lines as they are', async () => {
  const lines = ['', 'a\0b', '\u00ff\u00fe', '\t', '', 'x'.repeat(3_000_000), 'crlf']
  const path = join(cwd, 'odd.log')
  await writeFile(path, Buffer.from(asText(lines).replace('crlf', 'crlf\r'), 'latin1'))
  expect((await runIngest([path], { cwd })).code).toBe(0)
  expect(await sent()).toEqual(lines)
})

it('keeps no more of a topic in the journal than it is told to, from then on', async () => {
  const path = join(cwd, 'a.log')
  const lines = logLines('a', 0, 30_000)
  await writeFile(path, asText(lines))
  const args = ['--file', path, '--compression', 'none', '--transaction-size', '100kB']
  expect((await runIngest([...args, '--retention-bytes', '600kB'], { cwd })).code).toBe(0)
  const more = logLines('a', 30_000, 20_000)
  await appendFile(path, asText(more))
  expect((await runIngest(args, { cwd })).code).toBe(0)
  const kept = await sent()
  expect(asText(kept).length).toBeGreaterThan(500_000)
  expect(asText(kept).length).toBeLessThan(1_500_000)
  expect(kept).toEqual([...lines, ...more].slice(-kept.length))
})

it('sends what a gzip file holds before it was cut short, and ends with 1', async () => {
  const whole = await readFile(DAY)
  await writeFile(join(cwd, 'day.gz'), whole.subarray(0, whole.length / 2))
  const result = await runIngest(['day.gz'], { cwd })
  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\ningest: The gzip file .*day\.gz is cut short.*\n$/),
  })
  const lines = await sent()
  expect(lines.length).toBeGreaterThan(10_000)
  expect(lines).toEqual((await dayLines()).slice(0, lines.length))
})

it('a file of nothing but a refused line is done with, too', async () => {
  await writeFile(join(cwd, 'long.log'), 'x'.repeat(5000))
  const args = ['long.log', '--max-line', '1kB']
  expect((await runIngest(args, { cwd })).stderr).toContain('Lines that were too long: 1;')
  expect((await runIngest(args, { cwd })).stderr).toContain('was sent before (5000 bytes)')
  expect(await sent()).toEqual([])
})

it('with MILLRACE_WATCH_PARENT=1 it ends when the process that started it is gone', async () => {
  const ingest = new IngestProcess(['--follow', 'a.log'], { cwd, env: { MILLRACE_WATCH_PARENT: '1' }, orphan: true })
  await ingest.says('Waiting for it')
  // The shell between us and ingest.
  ingest.kill('SIGKILL')
  await ingest.exited
  expect(ingest.stderr).toContain('sent 0 lines')
})

it('follows, and ends with 0 when it is told to', async () => {
  const ingest = new IngestProcess(['--follow', 'a.log', '--poll', '10ms', '--linger', '10ms'], { cwd })
  await ingest.says(/a\.log does not exist\. Waiting for it\./)
  await writeFile(join(cwd, 'a.log'), 'one\ntwo\nthr')
  await until(async () => (await sent()).length === 2, 'two lines are there')
  ingest.kill('SIGINT')
  expect(await ingest.exited).toEqual({ code: 0, signal: null })
  expect(await sent()).toEqual(['one', 'two'])
})

it('refuses a second writer in one sentence', async () => {
  const ingest = new IngestProcess(['--follow', DAY], { cwd })
  await ingest.says('Sending to')
  const second = await runIngest([DAY], { cwd })
  expect(second.code).toBe(1)
  expect(second.stderr.trim().split('\n')).toHaveLength(1)
  ingest.kill('SIGTERM')
  await ingest.exited
})

it('answers bad usage with 2 and failures with 1, each in one sentence', async () => {
  const cases: [string[], number, RegExp][] = [
    [[], 2, /^ingest: --file is missing; expected .*\n$/],
    [['--fil', 'x'], 2, /^ingest: Unknown option --fil; did you mean --file\?\n$/],
    [['x', '--rate', 'fast'], 2, /^ingest: --rate: "fast" is not a number.*\n$/],
    [['x', '--rate', '1', '--speed', '2'], 2, /^ingest: --rate and --speed exclude each other.*\n$/],
    [['x', '--kafka', 'localhost:1', '--journal', 'j'], 2, /^ingest: --kafka and --journal exclude each other.*\n$/],
    [['x', '--kafka', 'localhost:1', '--retention-age', '1h'], 2, /^ingest: --retention-bytes and .* journal;.*\n$/],
    [['nope.log'], 1, /^ingest: The input .*nope\.log does not exist\.\n$/],
    [['nope*.log'], 1, /^ingest: No file matches .*nope\*\.log\.\n$/],
    [[DAY, '--kafka', '127.0.0.1:1'], 1, /^ingest: .*127\.0\.0\.1:1.*\n$/],
  ]
  await Promise.all(
    cases.map(async ([args, code, message]) => {
      const result = await runIngest(args, { cwd })
      expect(result).toEqual({ code, stderr: expect.stringMatching(message) })
    }),
  )
  expect(await readdir(cwd)).toEqual([])
})
