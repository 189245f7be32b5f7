import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppendSink, Artefact, SinkContext, TaskEncoderFactory } from '@millrace/engine'
import { parsePartFileName, partFileName } from '@millrace/engine/table'
import { afterAll, expect, test } from 'vitest'
import { localFileSystem } from '../local/local-file-system.ts'
import { duckdb } from '../testing/duckdb.ts'
import { encode } from '../testing/encode.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { everyCrashPoint } from '../testing/sink-crash-points.ts'
import { contentsOf } from '../testing/table-contents.ts'
import { parquetSink } from './parquet-sink.ts'
import { tableFiles } from './table-files.ts'

const under = mkdtempSync(join(tmpdir(), 'millrace-sink-'))
afterAll(() => rmSync(under, { recursive: true }))
const fs = localFileSystem()
const newTable = () => `${under}/${randomUUID()}/logs`
const newContext = (): SinkContext => ({ queryId: randomUUID(), checkpoint: '/c', newQuery: true, pendingBatch: null })
const options = { partitionBy: 'dt' }

async function add(sink: AppendSink, batchId: number, artefacts: readonly Artefact[]) {
  const writer = await sink.begin(batchId)
  await Promise.all(artefacts.map(artefact => writer.stage(artefact)))
  return writer.commit()
}

test('batches become files of fixed names in partition directories, and nothing else is left', async () => {
  const table = newTable()
  const context = { ...newContext(), queryId: '1F3C9A2B-7D40-4000-8000-000000000000' }
  const sink = parquetSink({ fs, table, ...options })
  await sink.open(context)
  const first = await encode(options, LOG_SCHEMA, [logBatch(logRows(1, 1200))])
  const second = await encode(options, LOG_SCHEMA, [logBatch(logRows(1200, 1300))], 3)
  expect(await add(sink, 41, first)).toEqual({ rows: 1199 })
  expect(await add(sink, 42, second)).toEqual({ rows: 100 })
  await sink.close()
  expect(Object.keys(await contentsOf(fs, table))).toEqual([
    '_millrace_query_1f3c9a2b7d40',
    'dt=1995-08-01/part-00000-1f3c9a2b7d40-b00000041-c000.zstd.parquet',
    'dt=1995-08-02/part-00000-1f3c9a2b7d40-b00000041-c000.zstd.parquet',
    'dt=1995-08-02/part-00003-1f3c9a2b7d40-b00000042-c000.zstd.parquet',
    'dt=__HIVE_DEFAULT_PARTITION__/part-00000-1f3c9a2b7d40-b00000041-c000.zstd.parquet',
    'dt=__HIVE_DEFAULT_PARTITION__/part-00003-1f3c9a2b7d40-b00000042-c000.zstd.parquet',
  ])
  expect((await fs.list(join(table, '..'))).map(f => f.name)).toEqual(['logs'])
  const [row] = await duckdb(
    `SELECT count(*) AS n, count(DISTINCT time) AS times, count(dt) AS days FROM read_parquet('${table}/**/*.parquet')`,
  )
  expect(row).toEqual({ n: 1299n, times: 1299n, days: 1287n })
})

test('a reader sees nothing of a batch that is only staged, or given up', async () => {
  const table = newTable()
  const sink = parquetSink({ fs, table, ...options })
  await sink.open(newContext())
  const writer = await sink.begin(0)
  for (const artefact of await encode(options, LOG_SCHEMA, [logBatch(logRows(0, 100))])) await writer.stage(artefact)
  expect(await fs.status(table)).toBeNull()
  await writer.abort()
  await sink.close()
  expect(await fs.list(join(table, '..'))).toEqual([])
})

test('committing twice changes nothing', async () => {
  const table = newTable()
  const sink = parquetSink({ fs, table, ...options })
  await sink.open(newContext())
  const writer = await sink.begin(0)
  for (const artefact of await encode(options, LOG_SCHEMA, [logBatch(logRows(0, 100))])) await writer.stage(artefact)
  const result = await writer.commit()
  const before = await contentsOf(fs, table)
  expect(await writer.commit()).toEqual(result)
  expect(await contentsOf(fs, table)).toEqual(before)
})

test('a batch begun again in the same process replaces its files and leaves those of others', async () => {
  const table = newTable()
  const sink = parquetSink({ fs, table, ...options })
  await sink.open(newContext())
  await add(sink, 0, await encode(options, LOG_SCHEMA, [logBatch(logRows(1, 50))]))
  const other = await contentsOf(fs, table)
  await add(sink, 1, await encode(options, LOG_SCHEMA, [logBatch(logRows(900, 1900))]))
  await add(sink, 1, await encode(options, LOG_SCHEMA, [logBatch(logRows(902, 950))]))
  const now = Object.keys(await contentsOf(fs, table))
  expect(now.filter(path => path.includes('b00000001'))).toHaveLength(2)
  expect(now).toEqual(expect.arrayContaining(Object.keys(other)))
})

test('a replay that makes other rows of the same length replaces what the first attempt made visible', async () => {
  const table = newTable()
  const context = newContext()
  const artefact = (text: string): Artefact => ({ task: 0, chunk: 0, group: '', bytes: Buffer.from(text), rows: 1 })
  const first = parquetSink({ fs, table })
  await first.open(context)
  await add(first, 0, [artefact('first')])
  const second = parquetSink({ fs, table })
  await second.open({ ...context, newQuery: false })
  await add(second, 0, [artefact('again')])
  const [file] = await tableFiles(fs, table)
  expect(Buffer.from(await fs.read(file.path)).toString()).toBe('again')
})

test('killed at every call, before and after it, a replay ends in the same table', async () => {
  const made = await encode(options, LOG_SCHEMA, [logBatch(logRows(0, 1500))])
  expect(await everyCrashPoint(fs, `${under}/same`, made, made)).toBeGreaterThan(20)
})

test('killed at every call, a replay that makes fewer and other files leaves none of the first', async () => {
  const made = await encode(options, LOG_SCHEMA, [logBatch(logRows(0, 2500))])
  const replayed = await encode(options, LOG_SCHEMA, [logBatch(logRows(0, 1100))])
  await everyCrashPoint(fs, `${under}/fewer`, made, replayed)
})

test('a table with files of others is refused, unless adopted, and then for good', async () => {
  const table = newTable()
  const first = parquetSink({ fs, table, ...options })
  await first.open(newContext())
  const artefacts = await encode(options, LOG_SCHEMA, [logBatch(logRows(1, 50))])
  await add(first, 0, artefacts)
  const mine = newContext()
  await expect(parquetSink({ fs, table }).open(mine)).rejects.toMatchObject({
    code: 'MILLRACE_TABLE_FOREIGN',
    message: expect.stringMatching(
      /^The table .*\/logs holds a file \(dt=1995-08-01\/part-00000-[0-9a-f]{12}-b00000000-c000\.zstd\.parquet\) that the query of checkpoint \/c did not write: .* --adopt \(in a program parquetSink\(\{ adopt: true \}\)\)\.$/,
    ),
  })
  const adopting = parquetSink({ fs, table, ...options, adopt: true })
  await adopting.open(mine)
  const markers = async () => (await fs.list(table)).filter(f => f.name.startsWith('_millrace_adopted_')).length
  // The start may still fail for another reason, and then nothing was adopted.
  expect(await markers()).toBe(0)
  await add(adopting, 0, artefacts)
  expect(await markers()).toBe(1)
  await parquetSink({ fs, table, ...options }).open({ ...mine, newQuery: false })
  await expect(parquetSink({ fs, table }).open(newContext())).rejects.toThrow('holds 2 files (such as dt=')
  const [row] = await duckdb(`SELECT count(*) AS n FROM read_parquet('${table}/**/*.parquet')`)
  expect(row.n).toBe(98n)
})

test('hidden files do not make a table foreign', async () => {
  const table = newTable()
  for (const name of ['_SUCCESS', '.part.crc', '_temporary/0']) await fs.write(`${table}/${name}`, new Uint8Array(1))
  await parquetSink({ fs, table }).open(newContext())
})

test('opening removes what a dead run of the same query staged, and nothing of others', async () => {
  const table = newTable()
  const context = { ...newContext(), queryId: 'aaaaaaaa-0000-4000-8000-000000000000', newQuery: false }
  await fs.write(`${table}.staging/aaaaaaaa0000/b00000007/part.inprogress`, new Uint8Array(9))
  await fs.write(`${table}.staging/bbbbbbbb0000/b00000007/part.inprogress`, new Uint8Array(9))
  const sink = parquetSink({ fs, table })
  await sink.open(context)
  await sink.close()
  expect(Object.keys(await contentsOf(fs, `${table}.staging`))).toEqual(['bbbbbbbb0000/b00000007/part.inprogress'])
})

test('at most so many files are written at the same time', async () => {
  let running = 0
  let most = 0
  const counting = {
    ...fs,
    status: fs.status.bind(fs),
    list: fs.list.bind(fs),
    display: fs.display.bind(fs),
    delete: fs.delete.bind(fs),
    rename: fs.rename.bind(fs),
    async write(path: string, data: Uint8Array) {
      most = Math.max(most, ++running)
      await fs.write(path, data)
      running--
    },
  }
  const sink = parquetSink({ fs: counting, table: newTable(), uploads: 3 })
  await sink.open(newContext())
  const bytes = new Uint8Array(10)
  await add(
    sink,
    0,
    Array.from({ length: 20 }, (_, task) => ({ task, chunk: 0, group: '', bytes, rows: 1 })),
  )
  expect(most).toBe(3)
})

test('a table is listed for leftovers only where a batch is a replay', async () => {
  const table = newTable()
  const context = newContext()
  let listings = 0
  const counting = Object.assign(Object.create(fs) as typeof fs, {
    list(path: string) {
      if (path === table) listings++
      return fs.list(path)
    },
  })
  const artefacts = await encode(options, LOG_SCHEMA, [logBatch(logRows(0, 20))])
  const listingsOf = async (pendingBatch: number | null, batches: readonly number[]) => {
    const sink = parquetSink({ fs: counting, table, ...options })
    await sink.open({ ...context, pendingBatch })
    listings = 0
    for (const batch of batches) await add(sink, batch, artefacts)
    await sink.close()
    return listings
  }
  expect(await listingsOf(null, [0, 1])).toBe(0)
  expect(await listingsOf(2, [2, 3])).toBe(1)
  expect(await listingsOf(null, [4, 4])).toBe(1)
})

test('the encoder can be loaded by its reference', async () => {
  const { encoder } = parquetSink({ fs, table: '/t', partitionBy: 'dt', parquet: 'plain' })
  expect(JSON.parse(JSON.stringify(encoder.options))).toEqual({ partitionBy: 'dt', parquet: 'plain' })
  const factory = (await import(encoder.module))[encoder.name] as TaskEncoderFactory
  const artefacts: number[] = []
  const made = await factory(encoder.options, LOG_SCHEMA)
  made.append(logBatch(logRows(1, 10)), artefact => artefacts.push(artefact.rows))
  made.end(artefact => artefacts.push(artefact.rows))
  expect(artefacts).toEqual([9])
})

test('names of data files can be read back', () => {
  const part = { task: 123456, query: '0123abcd4567', batchId: 1234567890, chunk: 1000 }
  expect(parsePartFileName(partFileName(part, 'zstd'))).toEqual(part)
  expect(parsePartFileName('part-00000-0123abcd4567-b00000001-c000.snappy.parquet')).toEqual({
    task: 0,
    query: '0123abcd4567',
    batchId: 1,
    chunk: 0,
  })
  for (const name of [
    'part-00000-1b2c3d4e-5f60-c000.snappy.parquet',
    'part-00000-0123abcd-b00000001-c000.zstd.parquet',
    'x.parquet',
    '',
  ]) {
    expect(parsePartFileName(name)).toBeNull()
  }
})
