import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppendSink, SinkContext } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { mayMount, SmallDisk } from '@millrace/services/testing'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { localFileSystem } from '../local/local-file-system.ts'
import { parquetSink } from '../sink/parquet-sink.ts'
import { openTableLocation } from '../table-location.ts'
import { duckdb } from '../testing/duckdb.ts'
import { encode } from '../testing/encode.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { type CompactionOptions, compactTable } from './compact-table.ts'

const under = mkdtempSync(join(tmpdir(), 'millrace-compact-'))
afterAll(() => rmSync(under, { recursive: true }))
const fs = localFileSystem()
const options = { partitionBy: 'dt' }

/** A table under way; every batch has a hundred rows and is committed. */
async function newTable({ home = join(under, randomUUID()), committed = true } = {}) {
  const table = `${home}/logs`
  const checkpoint = `${home}/logs.checkpoint`
  const queryId = randomUUID()
  const sink = parquetSink({ fs, table, ...options })
  await fs.write(`${checkpoint}/metadata`, Buffer.from(JSON.stringify({ id: queryId })))
  await sink.open({ queryId, checkpoint, newQuery: true, pendingBatch: null })
  const context: SinkContext = { queryId, checkpoint, newQuery: false, pendingBatch: null }
  const add = async (batch: number, to: AppendSink = sink): Promise<void> => {
    const writer = await to.begin(batch)
    const rows = logBatch(logRows(batch * 100, batch * 100 + 100))
    for (const artefact of await encode(options, LOG_SCHEMA, [rows])) await writer.stage(artefact)
    await writer.commit()
    if (committed) await fs.write(`${checkpoint}/commits/${batch}`, Buffer.from('v1\n{}'))
  }
  return { table, checkpoint, context, add }
}

const compact = (table: string, more: Partial<CompactionOptions> = {}) =>
  compactTable({ fs, table, open: openTableLocation, olderThanMs: 0, threads: 0, ...more })

const rowsIn = async (table: string): Promise<number> => {
  const [{ n, times }] = await duckdb(
    `SELECT count(*) AS n, count(DISTINCT time) AS times FROM read_parquet('${table}/**/*.parquet')`,
  )
  expect(times).toBe(n)
  return Number(n)
}

const parts = (table: string): string[] =>
  (readdirSync(table, { recursive: true }) as string[]).filter(name => name.endsWith('.parquet')).sort()

test('a dry run says what a run does; a second run has nothing to do', async () => {
  const { table, add } = await newTable()
  for (let batch = 0; batch < 12; batch++) await add(batch)
  const before = parts(table)
  const planned = await compact(table, { dryRun: true })
  expect(parts(table)).toEqual(before)
  const done = await compact(table, { threads: 2 })
  expect(planned.merged.map(({ path, files }) => [path, files]).sort()).toEqual(
    done.merged.map(({ path, files }) => [path, files]).sort(),
  )
  expect(parts(table)).toEqual(done.merged.map(group => group.path).sort())
  expect(done.merged.reduce((sum, group) => sum + group.rows!, 0)).toBe(1200)
  expect([planned.files, done.files, done.kept]).toEqual([parts(table).length, parts(table).length, before.length])
  expect(await rowsIn(table)).toBe(1200)
  expect(await compact(table, { graceMs: 0 })).toMatchObject({ merged: [], kept: 0 })
  expect(readdirSync(`${table}.compaction`)).toEqual(['lease'])
})

test('files are filled up to the target, and what is young or not committed is left', async () => {
  const { table, checkpoint, add } = await newTable()
  for (let batch = 0; batch < 8; batch++) await add(batch)
  await fs.delete(`${checkpoint}/commits/7`)
  expect((await compact(table, { olderThanMs: 3_600_000 })).merged).toEqual([])
  const { length } = (await fs.status(`${table}/${parts(table)[0]}`))!
  await compact(table, { targetBytes: length * 3.5 })
  const merged = parts(table).filter(name => name.startsWith('dt=1995') && name.includes('merged'))
  expect(merged.length).toBeGreaterThan(1)
  expect(parts(table).filter(name => name.includes('b00000007-c000')).length).toBeGreaterThan(0)
  expect(await rowsIn(table)).toBe(800)
})

test('without a checkpoint nothing is touched; another place for it can be given', async () => {
  const { table, checkpoint, add } = await newTable()
  for (let batch = 0; batch < 3; batch++) await add(batch)
  const moved = `${checkpoint}.moved`
  await fs.rename(checkpoint, moved, { overwrite: false })
  await expect(compact(table)).rejects.toMatchObject({ code: 'MILLRACE_TABLE_FOREIGN' })
  await expect(compact(table, { checkpoint: { fs, path: `${checkpoint}.none` } })).rejects.toMatchObject({
    code: 'MILLRACE_INPUT_MISSING',
  })
  await expect(compact(`${table}.none`)).rejects.toMatchObject({ code: 'MILLRACE_INPUT_MISSING' })
  expect(parts(table).every(name => name.includes('part-'))).toBe(true)
  expect((await compact(table, { checkpoint: { fs, path: moved } })).merged.length).toBeGreaterThan(0)
})

test('one compaction at a time', async () => {
  const { table, add } = await newTable()
  for (let batch = 0; batch < 6; batch++) await add(batch)
  const both = await Promise.allSettled([compact(table), compact(table)])
  const refused = both.filter(result => result.status === 'rejected')
  expect(refused.map(({ reason }) => [reason.code, /is being compacted by/.test(reason.message)])).toEqual([
    ['MILLRACE_CHECKPOINT_FENCED', true],
  ])
  expect(await rowsIn(table)).toBe(600)
})

test('a damaged file is named and nothing changes; skipped, the others are merged around it', async () => {
  const { table, add } = await newTable()
  for (let batch = 0; batch < 6; batch++) await add(batch)
  const bad = parts(table).find(name => name.startsWith('dt=1995') && name.includes('b00000003'))!
  const whole = Buffer.from(await fs.read(`${table}/${bad}`))
  writeFileSync(`${table}/${bad}`, whole.subarray(0, 500))
  const before = parts(table)
  const error = await compact(table).catch(error => error)
  expect(error).toBeInstanceOf(MillraceError)
  expect(error).toMatchObject({ code: 'MILLRACE_INPUT_DAMAGED', message: expect.stringContaining(bad) })
  expect(parts(table).filter(name => name.startsWith('dt=1995'))).toEqual(
    before.filter(name => name.startsWith('dt=1995')),
  )
  const { skipped, merged } = await compact(table, { skipDamaged: true })
  expect(skipped.map(({ path }) => path)).toEqual([bad])
  expect(merged.filter(({ path }) => path.startsWith(bad.slice(0, 13))).map(({ files }) => files)).toEqual([3, 2])
  writeFileSync(`${table}/${bad}`, whole)
  await compact(table)
  expect(parts(table).filter(name => name.startsWith(bad.slice(0, 13)))).toHaveLength(1)
  expect(await rowsIn(table)).toBe(600)
})

test('old partitions go, counted from the newest day', async () => {
  const { table, add } = await newTable()
  for (let batch = 0; batch < 40; batch++) await add(batch)
  const days = (): string[] => readdirSync(table).filter(name => name.startsWith('dt=1'))
  expect(days()).toEqual(['dt=1995-08-01', 'dt=1995-08-02', 'dt=1995-08-03', 'dt=1995-08-04'])
  // A directory of no real day is neither old nor the newest.
  await fs.write(`${table}/dt=2001-99-99/other.parquet`, Buffer.from('PAR1'))
  const { dropped } = await compact(table, { keepDays: 2, dryRun: true })
  expect(dropped.map(({ directory, files }) => [directory, files > 1])).toEqual([
    ['dt=1995-08-01', true],
    ['dt=1995-08-02', true],
  ])
  // Nor does one go with what somebody else has put there.
  await fs.write(`${table}/dt=1995-08-01/theirs.parquet`, Buffer.from('PAR1'))
  await compact(table, { keepDays: 2, graceMs: 0 })
  expect(days()).toEqual(['dt=1995-08-01', 'dt=1995-08-03', 'dt=1995-08-04'])
  expect(readdirSync(`${table}.compaction`)).toEqual(['lease'])
})

test('a batch that runs again finds its rows in the merged file; a checkpoint that is older than the table is refused', async () => {
  const { table, context, add } = await newTable()
  for (let batch = 0; batch < 6; batch++) await add(batch)
  await compact(table)
  const before = parts(table)
  const again = parquetSink({ fs, table, ...options })
  await again.open({ ...context, pendingBatch: 5 })
  expect(await again.files?.ofBatch(context.queryId, 5)).toEqual([])
  await add(5, again)
  expect(parts(table)).toEqual(before)
  await add(6, again)
  await again.close()
  expect(await rowsIn(table)).toBe(700)
  const older = parquetSink({ fs, table, ...options })
  await older.open({ ...context, pendingBatch: 3 })
  await expect(older.begin(4)).rejects.toMatchObject({ code: 'MILLRACE_TABLE_FOREIGN' })
  await older.close()
})

test.skipIf(!mayMount())('a full disk ends it with nothing lost (needs the right to mount)', async () => {
  const disk = new SmallDisk('1m')
  onTestFinished(() => disk.remove())
  const { table, add } = await newTable({ home: disk.path })
  for (let batch = 0; batch < 8; batch++) await add(batch)
  const { length } = (await fs.status(`${table}/${parts(table)[0]}`))!
  await fs.write(`${disk.path}/filler`, new Uint8Array(16))
  for (let size = 1 << 20; size > length / 2; size /= 2)
    await fs.write(`${disk.path}/filler${size}`, new Uint8Array(size)).catch(() => {})
  const before = parts(table)
  await expect(compact(table)).rejects.toMatchObject({ code: 'MILLRACE_DISK_FULL' })
  expect(parts(table)).toEqual(before)
  for (const name of readdirSync(disk.path)) if (name.startsWith('filler')) rmSync(`${disk.path}/${name}`)
  await compact(table)
  expect(await rowsIn(table)).toBe(800)
})
