import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { loadTable, type SinkContext } from '@millrace/engine'
import { fileTable, parquetFormat } from '@millrace/files'
import { compactTable, localFileSystem, openTableLocation, parquetSink } from '@millrace/hdfs-writer'
import { expect, test } from 'vitest'
import { encode } from '../libs/hdfs-writer/src/testing/encode.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../libs/hdfs-writer/src/testing/log-rows.ts'

const ROWS = 20
const queryId = '1f3c9a2b-7d40-4000-8000-000000000000'

test('readers in a loop while batches come and are merged: ours see each row once, those by path miss none', async () => {
  const under = mkdtempSync(join(tmpdir(), 'millrace-readers-'))
  const fs = localFileSystem()
  const table = `${under}/logs`
  const checkpoint = `${under}/logs.checkpoint`
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
  const connection = await instance.connect()
  try {
    await fs.write(`${checkpoint}/metadata`, Buffer.from(JSON.stringify({ id: queryId })))
    const sink = parquetSink({ fs, table, partitionBy: 'dt' })
    await sink.open({ queryId, checkpoint, newQuery: true, pendingBatch: null } satisfies SinkContext)
    let committed = 0
    const add = async (): Promise<void> => {
      const writer = await sink.begin(committed)
      const rows = logBatch(logRows(committed * ROWS, (committed + 1) * ROWS))
      for (const artefact of await encode({ partitionBy: 'dt' }, LOG_SCHEMA, [rows])) await writer.stage(artefact)
      await writer.commit()
      await fs.write(`${checkpoint}/commits/${committed}`, Buffer.from('v1\n{}'))
      committed++
    }
    for (let i = 0; i < 60; i++) await add()

    let over = false
    const reads = { ours: 0, byPath: 0, refused: 0 }
    const ours = async (): Promise<void> => {
      const rows = fileTable({ fs, path: table, format: parquetFormat({ schema: LOG_SCHEMA.slice(1, 2) }) })
      for (; !over; reads.ours++) {
        const least = committed * ROWS
        const { length, columns } = await loadTable(rows)
        const { values } = columns[0] as { values: BigInt64Array }
        expect(new Set(values.subarray(0, length)).size).toBe(length)
        expect(length).toBeGreaterThanOrEqual(least)
      }
    }
    const byPath = async (): Promise<void> => {
      const sql = `SELECT count(DISTINCT time)::INTEGER AS n FROM read_parquet('${table}/**/*.parquet')`
      for (; !over; reads.byPath++) {
        const least = committed * ROWS
        // A file that went after it was listed is an error of DuckDB's, and never fewer rows.
        const answer = await connection.runAndReadAll(sql).catch(error => String(error))
        if (typeof answer === 'string') {
          expect(answer).toMatch(/No such file|Cannot open|does not exist/)
          reads.refused++
        } else expect(answer.getRows()[0][0]).toBeGreaterThanOrEqual(least)
      }
    }
    const merging = async (): Promise<void> => {
      for (let round = 0; round < 6; round++) {
        for (let i = 0; i < 5; i++) await add()
        await compactTable({ fs, table, open: openTableLocation, olderThanMs: 0, targetBytes: 40_000, threads: 1 })
      }
      over = true
    }
    await Promise.all([ours(), byPath(), merging()].map(task => task.finally(() => (over = true))))
    expect(Math.min(reads.ours, reads.byPath)).toBeGreaterThan(3)
    const [[rows, times]] = (
      await connection.runAndReadAll(
        `SELECT count(*)::INTEGER, count(DISTINCT time)::INTEGER FROM '${table}/**/*.parquet'`,
      )
    ).getRows()
    expect([rows, times]).toEqual([committed * ROWS, committed * ROWS])
    await sink.close()
  } finally {
    connection.closeSync()
    instance.closeSync()
    rmSync(under, { recursive: true })
  }
}, 120_000)
