import { randomUUID } from 'node:crypto'
import { availableNow, memoryTable, readStream, rowsOf, startQuery } from '@millrace/engine'
import { sourceConformance } from '@millrace/engine/conformance'
import { type WebHdfs, webHdfs } from '@millrace/hdfs-writer'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jsonFormat } from '../formats/json/json-format.ts'
import { parquetFormat } from '../formats/parquet/parquet-format.ts'
import { parquetTable } from '../table/parquet-table.ts'
import { parquetBytes } from '../testing/parquet-bytes.ts'
import { rowsAsText } from '../testing/read-rows.ts'
import { directorySource } from './directory-source.ts'

const SCHEMA = [{ name: 'n', type: 'int64', nullable: true }] as const

describeWithServices('a directory in HDFS', () => {
  let cluster: HdfsCluster
  let fs: WebHdfs

  beforeAll(async () => {
    cluster = await startHdfs()
    fs = webHdfs({ nameNodes: cluster.url, user: 'hdfs' })
  }, 300_000)
  afterAll(async () => {
    await fs?.close()
    await cluster?.stop()
  })

  /** As writers do it: under a name that is not taken, and then a rename. */
  async function put(path: string, bytes: Uint8Array): Promise<void> {
    await fs.write(`${path}.inprogress`, bytes)
    await fs.rename(`${path}.inprogress`, path, { overwrite: false })
  }

  const checks = sourceConformance(async () => {
    const path = `/in/${randomUUID()}`
    await fs.mkdirs(path)
    let n = 0
    return {
      source: () => directorySource({ fs, path, format: jsonFormat({ schema: SCHEMA }) }),
      async add() {
        for (let i = 0; i < 2; i++) await put(`${path}/f${n}`, Buffer.from(`{"n":${n}}\n{"n":${-n++}}\n`))
      },
    }
  })
  for (const { name, run } of checks) test(name, run)

  test('Parquet files as they come, and then as a table', async () => {
    const path = '/parquet'
    const rows = memoryTable('rows')
    const run = async (): Promise<void> => {
      const source = directorySource({ fs, path, format: parquetFormat({ schema: SCHEMA }) })
      const query = await startQuery({
        outputs: { rows: { dataset: readStream(source), sinks: [rows] } },
        checkpoint: { fs, path: '/parquet.checkpoint' },
        trigger: availableNow,
      })
      await query.awaitTermination()
    }
    await put(`${path}/a`, parquetBytes(SCHEMA, [[1n], [2n]]))
    await run()
    await put(`${path}/b`, parquetBytes(SCHEMA, [[3n]]))
    await run()
    await run()
    expect(rowsOf(rows.rows!)).toEqual([{ n: 1n }, { n: 2n }, { n: 3n }])
    expect(await rowsAsText(await parquetTable({ fs, path }))).toEqual([['1'], ['2'], ['3']])
  })
})
