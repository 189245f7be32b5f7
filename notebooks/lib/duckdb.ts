import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { StoredLogs } from './logs.ts'

export type Cell = number | string | boolean | null
export type Row = { readonly [column: string]: Cell }

/** Runs a query of DuckDB; the table is `logs`. */
export type Sql = (query: string) => Promise<Row[]>

/**
 * DuckDB over the Parquet files of the table, in a view `logs` with the columns `localTime` (the log's own clock) and `endpoint`
 * (path and query) beside those of the files.
 */
export async function sqlOver(logs: StoredLogs): Promise<Sql> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  const { folder, files } = logs.snapshot
  const paths = files.map(({ path }) => `'${join(folder, path).replaceAll("'", "''")}'`)
  await connection.run(`CREATE VIEW logs AS
    SELECT *, "time"::TIMESTAMP + to_minutes("utcOffset") AS "localTime", path || coalesce('?' || query, '') AS endpoint
    FROM read_parquet([${paths.join(', ')}], union_by_name = true, hive_partitioning = true)`)
  return async query => {
    const reader = await connection.runAndReadAll(query)
    return reader
      .getRowObjectsJS()
      .map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
  }
}

function plain(value: unknown): Cell {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date)
    return value
      .toISOString()
      .replace(/T00:00:00\.000Z$|\.\d+Z$/, '')
      .replace('T', ' ')
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return value
  return String(value)
}
