import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sinkConformance } from '@millrace/engine/conformance'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { duckdb } from '../testing/duckdb.ts'
import { encode } from '../testing/encode.ts'
import { type FaultProxy, faultProxy } from '../testing/fault-proxy.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { loggedFiles } from '../testing/logged-files.ts'
import { everyCrashPoint } from '../testing/sink-crash-points.ts'
import { valuesOf } from '../testing/table-values.ts'
import { type WebHdfs, webHdfs } from '../webhdfs/web-hdfs.ts'
import { parquetSink } from './parquet-sink.ts'
import { parquetTableSink } from './parquet-table-sink.ts'
import { tableFiles } from './table-files.ts'

const options = { partitionBy: 'dt' }

describeWithServices('the file sinks on HDFS', () => {
  let cluster: HdfsCluster
  let fs: WebHdfs
  let proxy: FaultProxy
  const local = mkdtempSync(join(tmpdir(), 'millrace-hdfs-'))
  const newContext = () => ({ queryId: randomUUID(), checkpoint: '/c', newQuery: true, pendingBatch: null })

  beforeAll(async () => {
    cluster = await startHdfs()
    proxy = await faultProxy(cluster.url)
    fs = webHdfs({ nameNodes: cluster.url, user: 'hdfs' })
  }, 300_000)
  afterAll(async () => {
    await fs?.close()
    await proxy?.close()
    await cluster?.stop()
    rmSync(local, { recursive: true })
  })

  /** Rows of a table in HDFS, through a copy that DuckDB can read. */
  async function rowsOf(table: string, sql: string) {
    const copy = `${local}/${randomUUID()}`
    for (const file of await tableFiles(fs, table)) {
      const path = copy + file.path.slice(table.length)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, await fs.read(file.path))
    }
    return duckdb(sql.replace('TABLE', `read_parquet('${copy}/**/*.parquet', hive_partitioning = true)`))
  }

  test('killed at every call, before and after it, a replay ends in the same table', async () => {
    const made = await encode(options, LOG_SCHEMA, [logBatch(logRows(1, 1050))])
    const replayed = await encode(options, LOG_SCHEMA, [logBatch(logRows(1, 101))])
    expect(await everyCrashPoint(fs, '/crash', made, replayed)).toBeGreaterThan(20)
  }, 400_000)

  for (const { name, run } of sinkConformance(async () => {
    const table = `/conformance/${randomUUID()}/logs`
    return {
      sink: () => parquetSink({ fs, table, sparkMetadata: true }),
      values: async () => valuesOf(fs, await loggedFiles(fs, table)),
    }
  }))
    test(`with Spark's log: ${name}`, run)

  test('every batch exactly once, though every third rename loses its answer', async () => {
    let n = 0
    proxy.decide = ({ op }) => (op === 'RENAME' && n++ % 3 === 0 ? 'lose-answer' : 'pass')
    const flaky = webHdfs({ nameNodes: proxy.url, user: 'hdfs', retry: { baseDelayMs: 1 } })
    const sink = parquetSink({ fs: flaky, table: '/flaky/logs', ...options })
    await sink.open(newContext())
    for (let batch = 0; batch < 4; batch++) {
      const writer = await sink.begin(batch)
      for (const artefact of await encode(options, LOG_SCHEMA, [logBatch(logRows(batch * 700, batch * 700 + 700))])) {
        await writer.stage(artefact)
      }
      expect(await writer.commit()).toEqual({ rows: 700 })
    }
    await sink.close()
    await flaky.close()
    expect((await fs.list('/flaky')).map(f => f.name)).toEqual(['logs'])
    const [row] = await rowsOf('/flaky/logs', 'SELECT count(*) AS n, count(DISTINCT time) AS distinct_times FROM TABLE')
    expect(row).toEqual({ n: 2800n, distinct_times: 2800n })
  })

  test('a DataNode killed while a batch is staged: a retryable error and nothing visible, then the replay', async () => {
    const artefacts = await encode(options, LOG_SCHEMA, [logBatch(logRows(1, 1500))])
    const impatient = webHdfs({ nameNodes: cluster.url, user: 'hdfs', retry: { attempts: 2, baseDelayMs: 1 } })
    const sink = parquetSink({ fs: impatient, table: '/killed/logs', ...options })
    await sink.open(newContext())
    const doomed = await sink.begin(0)
    await doomed.stage(artefacts[0])
    await cluster.dataNode.kill()
    await expect(doomed.stage(artefacts[1])).rejects.toMatchObject({
      code: 'MILLRACE_HDFS_UNREACHABLE',
      retryable: true,
    })
    await doomed.abort()
    expect(await tableFiles(fs, '/killed/logs')).toEqual([])
    await cluster.dataNode.start()
    const writer = await sink.begin(0)
    for (const artefact of artefacts) await writer.stage(artefact)
    expect(await writer.commit()).toEqual({ rows: 1499 })
    await sink.close()
    await impatient.close()
    const [row] = await rowsOf('/killed/logs', 'SELECT count(*) AS n FROM TABLE')
    expect(row.n).toBe(1499n)
  })

  test('an analysis is replaced batch by batch', async () => {
    const sink = parquetTableSink({ fs, table: '/analysed/logs', name: 'hosts' })
    await sink.open(newContext())
    for (let batch = 0; batch < 3; batch++) {
      await sink.replace(batch, logBatch(logRows(0, 10 + batch)))
      await sink.replace(batch, logBatch(logRows(0, 10 + batch)))
    }
    await sink.close()
    const [row] = await rowsOf('/analysed/logs.analyses', 'SELECT count(*) AS n FROM TABLE')
    expect(row.n).toBe(12n)
  })
})
