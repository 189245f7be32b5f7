import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { loadTable } from '@millrace/engine'
import { fileTable, parquetFormat } from '@millrace/files'
import { localFileSystem } from '@millrace/hdfs-writer'
import { expect, test } from 'vitest'
import { LOG_SCHEMA } from '../libs/hdfs-writer/src/testing/log-rows.ts'
import { mergedTable } from './support/merged-table.ts'

test('readers in a loop while batches come and are merged: ours see each row once, those by path miss none', async () => {
  const under = mkdtempSync(join(tmpdir(), 'millrace-readers-'))
  const fs = localFileSystem()
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
  const connection = await instance.connect()
  try {
    const table = await mergedTable(under)
    let over = false
    const reads = { ours: 0, byPath: 0, refused: 0 }
    const ours = async (): Promise<void> => {
      const rows = fileTable({ fs, path: table.path, format: parquetFormat({ schema: LOG_SCHEMA.slice(1, 2) }) })
      for (; !over; reads.ours++) {
        const least = table.rows
        const { length, columns } = await loadTable(rows)
        const { values } = columns[0] as { values: BigInt64Array }
        expect(new Set(values.subarray(0, length)).size).toBe(length)
        expect(length).toBeGreaterThanOrEqual(least)
      }
    }
    const byPath = async (): Promise<void> => {
      const sql = `SELECT count(DISTINCT time)::INTEGER AS n FROM read_parquet('${table.path}/**/*.parquet')`
      for (; !over; reads.byPath++) {
        const least = table.rows
        // A file that went after it was listed is an error of DuckDB's, and never fewer rows.
        const answer = await connection.runAndReadAll(sql).catch(error => String(error))
        if (typeof answer === 'string') {
          expect(answer).toMatch(/No such file|Cannot open|does not exist/)
          reads.refused++
        } else expect(answer.getRows()[0][0]).toBeGreaterThanOrEqual(least)
      }
    }
    const merging = async (): Promise<void> => {
      for (let round = 0; round < 6; round++) await table.grow()
      over = true
    }
    await Promise.all([ours(), byPath(), merging()].map(task => task.finally(() => (over = true))))
    expect(Math.min(reads.ours, reads.byPath)).toBeGreaterThan(3)
    const [[rows, times]] = (
      await connection.runAndReadAll(
        `SELECT count(*)::INTEGER, count(DISTINCT time)::INTEGER FROM '${table.path}/**/*.parquet'`,
      )
    ).getRows()
    expect([rows, times]).toEqual([table.rows, table.rows])
    await table.close()
  } finally {
    connection.closeSync()
    instance.closeSync()
    rmSync(under, { recursive: true })
  }
}, 120_000)
