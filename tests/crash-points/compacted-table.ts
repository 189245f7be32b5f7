import type { FileStatus, FileSystem, SinkContext } from '@millrace/engine'
import { compactionFolder, readingOf, visibleFiles } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { listFiles } from '@millrace/files'
import { type CompactionReport, compactTable, openTableLocation, parquetSink } from '@millrace/hdfs-writer'
import { expect } from 'vitest'
import { crashAt, type FaultPlan, Faults, noFaults } from '../../libs/engine/src/testing/faults.ts'
import { tableFiles } from '../../libs/hdfs-writer/src/sink/table-files.ts'
import { encode } from '../../libs/hdfs-writer/src/testing/encode.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../../libs/hdfs-writer/src/testing/log-rows.ts'
import { loggedFiles } from '../../libs/hdfs-writer/src/testing/logged-files.ts'
import { readParquet } from '../../libs/hdfs-writer/src/testing/read-parquet.ts'
import type { How } from './lives.ts'

/** The last one is not committed: batch 9 ends a compaction of Spark's log. */
const BATCHES = 11
const ROWS = 101

/** A table of eleven batches, of which ten are committed; each has rows of a day and of none. */
export async function writeTable(fs: FileSystem, home: string, sparkMetadata: boolean): Promise<void> {
  const table = `${home}/logs`
  const checkpoint = `${home}/checkpoint of the query`
  const queryId = '1F3C9A2B-7D40-4000-8000-000000000000'
  await fs.write(`${checkpoint}/metadata`, Buffer.from(JSON.stringify({ id: queryId })))
  const context: SinkContext = { queryId, checkpoint: fs.display(checkpoint), newQuery: true, pendingBatch: null }
  const sink = parquetSink({ fs, table, partitionBy: 'dt', sparkMetadata })
  await sink.open(context)
  for (let batch = 0; batch < BATCHES; batch++) {
    const writer = await sink.begin(batch)
    const rows = logBatch(logRows(batch * ROWS, (batch + 1) * ROWS))
    for (const artefact of await encode({ partitionBy: 'dt' }, LOG_SCHEMA, [rows])) await writer.stage(artefact)
    await writer.commit()
    if (batch < BATCHES - 1)
      await fs.write(`${checkpoint}/commits/${batch}`, Buffer.from('v1\n{"nextBatchWatermarkMs":0}'))
  }
  await sink.close()
}

/** One life of a compaction; undefined where it did not come to its end. */
export async function live(
  inner: FileSystem,
  home: string,
  plan: FaultPlan = noFaults,
): Promise<{ readonly report?: CompactionReport; readonly names: readonly string[] }> {
  const faults = new Faults(plan)
  const fs = faults.fileSystem(inner)
  const options = { fs, table: `${home}/logs`, open: openTableLocation, threads: 0, olderThanMs: 0, graceMs: 0 }
  const ended = compactTable(options).catch(() => undefined)
  const report = await Promise.race([ended, faults.killed.then(() => undefined)])
  return { report, names: faults.names }
}

export const planFor = (call: number, how: How): FaultPlan => {
  if (how === 'dies before') return crashAt(call, 'before')
  if (how === 'dies after') return crashAt(call, 'after')
  return (n, name) => {
    if (n !== call) return undefined
    if (how === 'never returns') return { when: 'never' }
    return { when: 'before', error: new MillraceError('MILLRACE_HDFS_UNREACHABLE', `away at ${name}`) }
  }
}

/** Makes the lease of a compaction that hangs in this process look as if its process were gone. */
export async function bury(fs: FileSystem, home: string): Promise<void> {
  for (const { kind, path } of await fs.list(`${compactionFolder(`${home}/logs`)}/lease`)) {
    if (kind === 'directory') continue
    const holder = JSON.parse(Buffer.from(await fs.read(path)).toString())
    await fs.write(path, Buffer.from(JSON.stringify({ ...holder, started: '0' })))
  }
}

/** Rows of files as text, sorted. */
async function rowsOf(fs: FileSystem, files: readonly Pick<FileStatus, 'path'>[]): Promise<string[]> {
  const rows: string[] = []
  for (const { path } of files)
    for (const { time, host, status } of await readParquet(Uint8Array.from(await fs.read(path))))
      rows.push(`${time} ${host} ${status}`)
  return rows.sort()
}

const EXPECTED = logRows(0, BATCHES * ROWS)
  .map(({ time, host, status }) => `${time} ${host} ${status}`)
  .sort()

/** Expects what is promised at every moment: a reader of ours sees every row once, and so does Spark by the log, where there is one. */
export async function expectEveryRowOnce(fs: FileSystem, home: string, point: string): Promise<void> {
  const table = `${home}/logs`
  const seen = await rowsOf(readingOf(fs, table), await listFiles(fs, table, 'table'))
  expect({ point, same: same(seen) }).toEqual({ point, same: true })
  if ((await fs.list(`${table}/_spark_metadata`)).length === 0) return
  const logged = (await loggedFiles(fs, table)).map(path => ({ path }))
  expect({ point, logged: same(await rowsOf(fs, logged)) }).toEqual({ point, logged: true })
}

const same = (rows: readonly string[]): boolean =>
  rows.length === EXPECTED.length && rows.every((row, i) => row === EXPECTED[i])

/** What is there after a compaction that came to its end. */
export async function leftIn(fs: FileSystem, home: string) {
  const files = await tableFiles(fs, `${home}/logs`)
  expect(visibleFiles(files)).toEqual(files)
  const beside = await fs.list(compactionFolder(`${home}/logs`))
  return { files: files.map(({ path, length }) => [path.slice(home.length), length]), beside: beside.map(f => f.name) }
}
