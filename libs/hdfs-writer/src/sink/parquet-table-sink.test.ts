import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { localFileSystem } from '../local/local-file-system.ts'
import { duckdb } from '../testing/duckdb.ts'
import { type FailurePoint, failingFileSystem } from '../testing/failing-file-system.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { parquetSink } from './parquet-sink.ts'
import { ANALYSIS_METADATA, parquetTableSink } from './parquet-table-sink.ts'

const under = mkdtempSync(join(tmpdir(), 'millrace-table-'))
afterAll(() => rmSync(under, { recursive: true }))
const fs = localFileSystem()
const context = { queryId: randomUUID(), checkpoint: '/c', newQuery: true, pendingBatch: null }
const count = async (path: string) => (await duckdb(`SELECT count(*) AS n FROM '${path}'`))[0].n

test('every batch replaces the file, whose metadata tells where it comes from', async () => {
  const table = `${under}/logs`
  const file = `${table}.analyses/hosts.parquet`
  const sink = parquetTableSink({ fs, table, name: 'hosts' })
  await sink.open(context)
  expect(await sink.replace(0, logBatch(logRows(0, 10)))).toEqual({ rows: 10 })
  expect(await sink.replace(1, logBatch(logRows(0, 25)))).toEqual({ rows: 25 })
  expect(await count(file)).toBe(25n)
  const [metadata] = await duckdb(
    `SELECT decode(value) AS value FROM parquet_kv_metadata('${file}') WHERE decode(key) = '${ANALYSIS_METADATA}'`,
  )
  expect(JSON.parse(String(metadata.value))).toEqual({ analysis: 'hosts', queryId: context.queryId, batchId: 1 })
  await sink.close()
})

test('a replayed batch does not touch the file', async () => {
  const table = `${under}/replay`
  const sink = parquetTableSink({ fs, table, name: 'hosts' })
  await sink.open(context)
  await sink.replace(3, logBatch(logRows(0, 100)))
  const before = statSync(`${table}.analyses/hosts.parquet`).ino
  for (let i = 0; i < 10; i++) {
    const again = parquetTableSink({ fs, table, name: 'hosts' })
    await again.open({ ...context, newQuery: false })
    await again.replace(3, logBatch(logRows(0, 100)))
  }
  expect(statSync(`${table}.analyses/hosts.parquet`).ino).toBe(before)
})

test('no rows are a file without rows', async () => {
  const table = `${under}/empty`
  const sink = parquetTableSink({ fs, table, name: 'hosts' })
  await sink.open(context)
  expect(await sink.replace(0, logBatch([]))).toEqual({ rows: 0 })
  expect(await count(`${table}.analyses/hosts.parquet`)).toBe(0n)
  const columns = await duckdb(`DESCRIBE SELECT * FROM '${table}.analyses/hosts.parquet'`)
  expect(columns.map(c => c.column_name)).toEqual(LOG_SCHEMA.map(f => f.name))
})

test('killed at any call, the file is the old one or the new one', async () => {
  const calls = async (point: FailurePoint | null) => {
    const table = `${under}/${randomUUID()}`
    const file = `${table}.analyses/hosts.parquet`
    const calm = parquetTableSink({ fs, table, name: 'hosts' })
    await calm.open(context)
    await calm.replace(0, logBatch(logRows(0, 10)))
    const failing = failingFileSystem(fs, point)
    const sink = parquetTableSink({ fs: failing.fs, table, name: 'hosts' })
    const run = sink.open(context).then(() => sink.replace(1, logBatch(logRows(0, 20))))
    if (point === null) await run
    else await expect(run).rejects.toThrow(point.when)
    expect([10n, 20n]).toContain(await count(file))
    await calm.replace(1, logBatch(logRows(0, 20)))
    expect(await count(file)).toBe(20n)
    return failing.calls()
  }
  const total = await calls(null)
  expect(total).toBeGreaterThan(3)
  for (let call = 0; call < total; call++) {
    await calls({ call, when: 'before' })
    await calls({ call, when: 'after' })
  }
})

test('sinks of one query close in any order and leave no staging', async () => {
  const table = `${under}/${randomUUID()}/logs`
  const lines = parquetSink({ fs, table })
  const analyses = ['a', 'b'].map(name => parquetTableSink({ fs, table, name }))
  for (const sink of [lines, ...analyses]) await sink.open(context)
  for (const sink of analyses) await sink.replace(0, logBatch(logRows(0, 5)))
  await lines.close()
  for (const sink of analyses) await sink.close()
  expect((await fs.list(dirname(table))).map(f => f.name)).toEqual(['logs.analyses'])
})

test('staging is removed once, by the last sink that closes', async () => {
  const table = `${under}/${randomUUID()}/logs`
  const deleted: string[] = []
  const counting = Object.assign(Object.create(fs) as typeof fs, {
    delete(path: string) {
      deleted.push(path.slice(table.length))
      return fs.delete(path)
    },
  })
  const sinks = Array.from({ length: 10 }, (_, i) => parquetTableSink({ fs: counting, table, name: `n${i}` }))
  for (const sink of sinks) await sink.open(context)
  await Promise.all(sinks.map(sink => sink.close()))
  const query = context.queryId.replaceAll('-', '').slice(0, 12)
  expect(deleted).toEqual([`.staging/${query}/analyses`, `.staging/${query}`, '.staging'])
})

test('names that cannot be file names are refused', () => {
  for (const name of ['', 'a/b', '../x', 'a b', 'a:b']) {
    expect(() => parquetTableSink({ fs, table: '/t', name })).toThrow('cannot name an analysis')
  }
})
