import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { availableNow, col, count, memoryTable, readStream, rowsOf, startQuery } from '@millrace/engine'
import { sourceConformance } from '@millrace/engine/conformance'
import { localFileSystem } from '@millrace/hdfs-writer'
import { webLog, webLogParser } from '@millrace/log-parser'
import { describe, expect, test } from 'vitest'
import { csvFormat } from '../formats/csv/csv-format.ts'
import { jsonFormat } from '../formats/json/json-format.ts'
import { linesFormat } from '../formats/lines-format.ts'
import { parquetFormat } from '../formats/parquet/parquet-format.ts'
import { textFormat } from '../formats/text/text-format.ts'
import type { RowFormat } from '../rows/row-format.ts'
import { parquetBytes } from '../testing/parquet-bytes.ts'
import { temporaryFolder } from '../testing/read-rows.ts'
import { type DirectorySource, directorySource } from './directory-source.ts'
import type { DirectorySourceOptions } from './directory-source-options.ts'

const fs = localFileSystem()
const SCHEMA = [
  { name: 'n', type: 'int64', nullable: true },
  { name: 'name', type: 'string', nullable: true },
] as const

/** A folder and a way to make files in it, by rename, each some seconds newer than the one before. */
function directory() {
  const path = join(temporaryFolder(), 'in')
  mkdirSync(path)
  let age = 0
  return {
    path,
    put(name: string, content: string | Uint8Array, modified = 1_700_000_000 + 10 * age++): void {
      const to = join(path, name)
      mkdirSync(dirname(to), { recursive: true })
      const from = `${path}-${age}`
      writeFileSync(from, content)
      utimesSync(from, modified, modified)
      renameSync(from, to)
    },
  }
}

const contents: Readonly<Record<string, readonly [RowFormat, (n: number) => string | Uint8Array]>> = {
  text: [textFormat(), n => `line ${n}\nline é${n}\n`],
  lines: [linesFormat(), n => `line ${n}\nline ${n} more`],
  csv: [csvFormat({ schema: SCHEMA, header: true }), n => `n,name\n${n},"a,${n}"\n`],
  json: [jsonFormat({ schema: SCHEMA }), n => gzipSync(`{"n":${n},"name":"x"}\n{"name":null}`)],
  parquet: [
    parquetFormat({ schema: SCHEMA }),
    n =>
      parquetBytes(SCHEMA, [
        [BigInt(n), 'x'],
        [null, `y${n}`],
      ]),
  ],
}

describe.each(Object.entries(contents))('a directory of %s', (_, [format, content]) => {
  const checks = sourceConformance(async () => {
    const { path, put } = directory()
    let n = 0
    return {
      source: () => directorySource({ fs, path, format }),
      async add() {
        for (let i = 0; i < 3; i++) put(`f${n}`, content(n++))
      },
    }
  })
  for (const { name, run } of checks) test(name, run)
})

/** The files of each batch up to now, and the last offset. */
async function batches(source: DirectorySource, from?: unknown): Promise<{ files: string[][]; end: unknown }> {
  const files: string[][] = []
  let start = (from ?? (await source.initialOffset())) as never
  for (;;) {
    const { end } = await source.latestOffset(start, source.defaultLimit)
    if (JSON.stringify(end) === JSON.stringify(start)) return { files, end }
    const pieces = (await source.partitions(start, end)).flatMap(p => p.range as unknown as { path: string }[])
    files.push(pieces.map(piece => piece.path.slice(piece.path.indexOf('/in/') + 4)))
    start = end as never
  }
}

const text = (path: string, options: Partial<DirectorySourceOptions> = {}) =>
  directorySource({ fs, path, format: textFormat(), ...options }) as unknown as DirectorySource

test('files are taken by time, then path, so many a batch, and none that is hidden, empty or still being written', async () => {
  const { path, put } = directory()
  put('b', 'x', 200)
  put('a', 'x', 200)
  put('z', 'x', 100)
  for (const name of ['.hidden', '_SUCCESS', 'c.inprogress', 'c.tmp', 'c._COPYING_', '_temporary/d', 'plain/d'])
    put(name, 'x')
  put('empty', '')
  put('dt=2026-01-01/e', 'x', 300)
  const source = text(path, { maxFilesPerTrigger: 2 })
  expect((await batches(source)).files).toEqual([
    ['z', 'a'],
    ['b', 'dt=2026-01-01/e'],
  ])
})

test('each file once, also when it changes, comes late, or others go; a file that goes and comes again is a new one', async () => {
  const { path, put } = directory()
  put('a', 'x', 1000)
  put('b', 'x', 2000)
  const first = await batches(text(path))
  expect(first.files).toEqual([['a', 'b']])
  put('a', 'xyz', 3000)
  put('late', 'x', 500)
  rmSync(join(path, 'b'))
  const second = await batches(text(path), first.end)
  expect(second.files).toEqual([['late']])
  put('b', 'x', 2000)
  expect((await batches(text(path), second.end)).files).toEqual([['b']])
  expect((await batches(text(path), first.end)).files).toEqual([['late']])
})

test('files that are too old are left, and the offset forgets what could not come again', async () => {
  const { path, put } = directory()
  const source = text(path, { maxFileAge: 60_000, maxFilesPerTrigger: 1 })
  for (let i = 0; i < 200; i++) put(`f${i}`, 'x', 100_000 + 30 * i)
  const { files, end } = await batches(source)
  expect(files.length).toBe(200)
  expect(JSON.stringify(end).length).toBeLessThan(150)
  put('older', 'x', 100_000)
  put('newer', 'x', 100_000 + 30 * 199)
  expect((await batches(source, end)).files).toEqual([['newer']])
})

test('a file that vanished ends the query, or is left out', async () => {
  const { path, put } = directory()
  put('a', 'one\n')
  put('b', 'two\n')
  const strict = text(path)
  const start = await strict.initialOffset()
  const { end } = await strict.latestOffset(start, 'all')
  rmSync(join(path, 'a'))
  const read = async (source: DirectorySource): Promise<string> => {
    let found = ''
    for (const partition of await source.partitions(start, end))
      for await (const { bytes } of source.read(partition, new AbortController().signal)) found += Buffer.from(bytes)
    return found
  }
  await expect(read(strict)).rejects.toMatchObject({
    code: 'MILLRACE_FILE_MISSING',
    message: `${path}/a was to be read and is gone. With failOnDataLoss: false such files are left out.`,
  })
  expect(await read(text(path, { failOnDataLoss: false }))).toBe('two\n')
  writeFileSync(join(path, 'b'), 'x')
  await expect(read(text(path, { failOnDataLoss: false }))).rejects.toMatchObject({ code: 'MILLRACE_INPUT_DAMAGED' })
})

test('a large file is read in pieces, every line once', async () => {
  const { path, put } = directory()
  const lines = Array.from({ length: 700_000 }, (_, i) => `line ${i} ${'x'.repeat(i % 90)}`)
  put('large', lines.join('\n'))
  const source = text(path)
  const start = await source.initialOffset()
  const { end } = await source.latestOffset(start, 'all')
  const partitions = await source.partitions(start, end)
  expect(partitions.length).toBe(2)
  const found: string[] = []
  for (const partition of partitions)
    for await (const { bytes } of source.read(partition, new AbortController().signal))
      found.push(
        ...Buffer.from(bytes)
          .toString()
          .split('\n')
          .filter(line => line !== ''),
      )
  expect(found.length).toBe(lines.length)
  expect(found.every((line, i) => line === lines[i])).toBe(true)
})

test('a query over a growing directory, with a column of its folders', async () => {
  const { path, put } = directory()
  const partitionColumns = [{ name: 'day', type: 'date', nullable: true }] as const
  const source = directorySource({
    fs,
    path,
    format: csvFormat({ schema: SCHEMA }),
    partitionColumns,
    maxFilesPerTrigger: 1,
  })
  const checkpoint = { fs, path: join(temporaryFolder(), 'checkpoint') }
  const rows = memoryTable('rows')
  const counts = memoryTable('counts', { mode: 'complete' })
  const run = async (): Promise<void> => {
    const dataset = readStream(source)
    const outputs = {
      rows: { dataset: dataset.filter(col('n').gt(1)).select('n', 'day'), sinks: [rows] },
      counts: { dataset: dataset.groupBy('name').agg({ n: count() }), sinks: [counts] },
    }
    await (await startQuery({ outputs, checkpoint, trigger: availableNow, parallelism: 1 })).awaitTermination()
  }
  put('day=2026-01-01/a', '1,x\n2,y\n')
  put('day=2026-01-02/b', '3,x\n')
  await run()
  put('day=__HIVE_DEFAULT_PARTITION__/c', '4,x\n')
  await run()
  expect(rowsOf(rows.rows!)).toEqual([
    { n: 2n, day: '2026-01-01' },
    { n: 3n, day: '2026-01-02' },
    { n: 4n, day: null },
  ])
  expect(rowsOf(counts.rows!)).toEqual([
    { name: 'x', n: 3n },
    { name: 'y', n: 1n },
  ])
})

test('lines of a directory go through a parser', async () => {
  const { path, put } = directory()
  put('a', 'h - - [01/Jul/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 5\nnonsense\n')
  const logs = readStream(directorySource({ fs, path, format: linesFormat() })).parse(webLogParser(webLog))
  const lines = memoryTable('lines')
  const refused = memoryTable('refused')
  const query = await startQuery({
    outputs: {
      lines: { dataset: logs.select('host', 'status', 'file', 'position'), sinks: [lines] },
      refused: { dataset: logs.malformed.select('position'), sinks: [refused] },
    },
    checkpoint: { fs, path: join(temporaryFolder(), 'checkpoint') },
    trigger: availableNow,
  })
  await query.awaitTermination()
  expect(rowsOf(lines.rows!)).toEqual([{ host: 'h', status: 200, file: `${path}/a`, position: 0n }])
  expect(rowsOf(refused.rows!)).toEqual([{ position: 58n }])
})
