import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Oracle } from '../oracle/oracle.ts'
import { analysesFiles } from './analyses-files.ts'
import { expectReport } from './expect-report.ts'

/**
 * Expects that a table on local disk holds every parsed line of the oracle's files once, by content and by record, its
 * quarantine every malformed one, and its analyses the oracle's figures.
 */
export async function expectTable(table: string, oracle: Oracle): Promise<void> {
  const report = await oracle.report()
  const files = join(table, '*', '*.parquet')
  expect(await oracle.compareRows(files)).toEqual({ missing: [], extra: [] })
  const [records] = await oracle.query(`
    SELECT count(*) AS rows, count(DISTINCT (topic, "partition", "offset")) AS records
    FROM read_parquet('${files}', hive_partitioning = false)`)
  expect(records).toEqual({ rows: BigInt(report.parsed), records: BigInt(report.parsed) })
  expect(await wrongDays(files, oracle)).toEqual([])
  expect(await quarantined(`${table}.quarantine`, oracle)).toEqual(
    (await oracle.malformedLines()).map(line => line.toString('hex')).sort(),
  )
  expectReport(await analysesFiles(`${table}.analyses`, oracle), report)
}

/** The folder `dt=` of a row is its local day. */
const wrongDays = (files: string, oracle: Oracle): Promise<unknown[]> =>
  oracle.query(`
    SELECT filename, "time", "utcOffset" FROM read_parquet('${files}', hive_partitioning = false, filename = true)
    WHERE NOT contains(filename, '/dt=' || strftime("time"::TIMESTAMP + to_minutes("utcOffset"), '%Y-%m-%d') || '/')
    LIMIT 5`)

/** The raw bytes in the quarantine, in hex; fails when a record is there twice. */
async function quarantined(folder: string, oracle: Oracle): Promise<string[]> {
  if (!existsSync(folder)) return []
  const rows = await oracle.query(`
    SELECT lower(hex(raw)) AS raw, reason, source, position FROM read_parquet('${folder}/**/*.parquet') ORDER BY raw`)
  expect(new Set(rows.map(row => `${row.source} ${row.position}`)).size).toBe(rows.length)
  expect(rows.filter(row => typeof row.reason !== 'string' || row.reason === '')).toEqual([])
  return rows.map(row => String(row.raw))
}
