import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppendSink } from '@millrace/engine'
import { sinkConformance } from '@millrace/engine/conformance'
import { afterAll, describe, expect, test } from 'vitest'
import { localFileSystem } from '../local/local-file-system.ts'
import { encode } from '../testing/encode.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { loggedFiles } from '../testing/logged-files.ts'
import { everyCrashPoint } from '../testing/sink-crash-points.ts'
import { valuesOf } from '../testing/table-values.ts'
import { parquetSink } from './parquet-sink.ts'
import { parquetTableSink } from './parquet-table-sink.ts'
import { tableFiles } from './table-files.ts'

const under = mkdtempSync(join(tmpdir(), 'millrace-spark-log-'))
afterAll(() => rmSync(under, { recursive: true }))
const fs = localFileSystem()
const newTable = () => `${under}/${randomUUID()}/a table`
const context = (queryId: string, newQuery = false) => ({ queryId, checkpoint: '/c', newQuery, pendingBatch: null })
const options = { partitionBy: 'dt' }

async function add(sink: AppendSink, batchId: number, from: number): Promise<void> {
  const writer = await sink.begin(batchId)
  for (const artefact of await encode(options, LOG_SCHEMA, [logBatch(logRows(from, from + 10))]))
    await writer.stage(artefact)
  await writer.commit()
}

describe.each([false, true])('the Parquet sink, with Spark metadata %s', sparkMetadata => {
  const checks = sinkConformance(async () => {
    const table = newTable()
    return {
      sink: () => parquetSink({ fs, table, sparkMetadata }),
      async values() {
        const files = (await tableFiles(fs, table)).map(file => file.path)
        if (sparkMetadata) expect((await loggedFiles(fs, table)).sort()).toEqual(files.sort())
        return valuesOf(fs, files)
      },
    }
  })
  for (const { name, run } of checks) test(name, run)
})

describe('the sink of analyses', () => {
  const checks = sinkConformance(async () => {
    const table = newTable()
    return {
      sink: () => parquetTableSink({ fs, table, name: 'hosts' }),
      values: () => valuesOf(fs, [`${table}.analyses/hosts.parquet`]),
    }
  })
  for (const { name, run } of checks) test(name, run)
})

test('the log has a file a batch and all files every ten batches; what those hold goes', async () => {
  const table = newTable()
  const sink = parquetSink({ fs, table, sparkMetadata: true, ...options })
  await sink.open(context(randomUUID(), true))
  for (let batch = 0; batch < 32; batch++) await add(sink, batch, batch * 10)
  await sink.close()
  const names = (await fs.list(`${table}/_spark_metadata`)).map(file => file.name)
  const expected = ['19.compact', ...[20, 21, 22, 23, 24, 25, 26, 27, 28], '29.compact', 30, 31].map(String)
  expect(names.toSorted()).toEqual(expected.toSorted())
  expect((await loggedFiles(fs, table)).sort()).toEqual((await tableFiles(fs, table)).map(file => file.path))
  const [version, line] = Buffer.from(await fs.read(`${table}/_spark_metadata/31`))
    .toString()
    .split('\n')
  expect(version).toBe('v1')
  expect(JSON.parse(line)).toEqual({
    path: expect.stringMatching(/^file:\/\/\/.*\/a%20table\/dt=.*-b00000031-c000\.zstd\.parquet$/),
    size: expect.any(Number),
    isDir: false,
    modificationTime: expect.any(Number),
    blockReplication: 1,
    blockSize: 134217728,
    action: 'add',
  })
})

test.each([4, 9, 10, 23])('a log that is begun at batch %i has the files that were there', async begun => {
  const table = newTable()
  const queryId = randomUUID()
  const before = parquetSink({ fs, table, ...options })
  await before.open(context(queryId, true))
  for (let batch = 0; batch < begun; batch++) await add(before, batch, batch * 10)
  await before.close()
  const sink = parquetSink({ fs, table, sparkMetadata: true, ...options })
  await sink.open(context(queryId))
  for (let batch = begun; batch < begun + 12; batch++) await add(sink, batch, batch * 10)
  await sink.close()
  expect((await loggedFiles(fs, table)).sort()).toEqual((await tableFiles(fs, table)).map(file => file.path))
})

test('killed at every call, before and after it, a replay ends in the same table and log', async () => {
  const made = await encode(options, LOG_SCHEMA, [logBatch(logRows(1, 1050))])
  const replayed = await encode(options, LOG_SCHEMA, [logBatch(logRows(1, 101))])
  expect(await everyCrashPoint(fs, `${under}/crash`, made, replayed, { sparkMetadata: true })).toBeGreaterThan(40)
})

test('a log is not left behind, and not taken over', async () => {
  const table = newTable()
  const queryId = randomUUID()
  const sink = parquetSink({ fs, table, sparkMetadata: { uri: 'hdfs://nn:8020/warehouse/logs' }, ...options })
  await sink.open(context(queryId, true))
  await add(sink, 0, 0)
  await sink.close()
  expect(Buffer.from(await fs.read(`${table}/_spark_metadata/0`)).toString()).toContain(
    '"hdfs://nn:8020/warehouse/logs/dt=',
  )
  await expect(parquetSink({ fs, table, ...options }).open(context(queryId))).rejects.toMatchObject({
    code: 'MILLRACE_USAGE',
  })
  const other = parquetSink({ fs, table, sparkMetadata: true, adopt: true, ...options })
  await expect(other.open(context(randomUUID(), true))).rejects.toMatchObject({ code: 'MILLRACE_TABLE_FOREIGN' })
})
