import { compactTable, localFileSystem, openTableLocation, parquetSink } from '@millrace/hdfs-writer'
import { encode } from '../../libs/hdfs-writer/src/testing/encode.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../../libs/hdfs-writer/src/testing/log-rows.ts'

const ROWS = 20
const BATCHES = 60
const queryId = '1f3c9a2b-7d40-4000-8000-000000000000'

/** A table that batches are added to and merged in, for readers beside it. */
export interface MergedTable {
  readonly path: string
  /** Rows of the batches that are committed; the column `time` of each is another. */
  readonly rows: number
  /** Adds five batches and merges what there is. */
  grow(): Promise<void>
  close(): Promise<void>
}

export async function mergedTable(under: string): Promise<MergedTable> {
  const fs = localFileSystem()
  const path = `${under}/logs`
  const checkpoint = `${under}/logs.checkpoint`
  await fs.write(`${checkpoint}/metadata`, Buffer.from(JSON.stringify({ id: queryId })))
  const sink = parquetSink({ fs, table: path, partitionBy: 'dt' })
  await sink.open({ queryId, checkpoint, newQuery: true, pendingBatch: null })
  let committed = 0
  const add = async (): Promise<void> => {
    const writer = await sink.begin(committed)
    const rows = logBatch(logRows(committed * ROWS, (committed + 1) * ROWS))
    for (const artefact of await encode({ partitionBy: 'dt' }, LOG_SCHEMA, [rows])) await writer.stage(artefact)
    await writer.commit()
    await fs.write(`${checkpoint}/commits/${committed}`, Buffer.from('v1\n{}'))
    committed++
  }
  for (let i = 0; i < BATCHES; i++) await add()
  return {
    path,
    get rows() {
      return committed * ROWS
    },
    async grow() {
      for (let i = 0; i < 5; i++) await add()
      await compactTable({ fs, table: path, open: openTableLocation, olderThanMs: 0, targetBytes: 40_000, threads: 1 })
    },
    close: () => sink.close(),
  }
}
