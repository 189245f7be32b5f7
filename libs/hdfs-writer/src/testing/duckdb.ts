import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

export type Row = Record<string, DuckDBValue>

/** Rows of a query in a fresh in-memory DuckDB that fetches no extensions. */
export async function duckdb(sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' })
  const connection = await instance.connect()
  try {
    await connection.run("SET TimeZone = 'UTC'")
    return (await connection.runAndReadAll(sql)).getRowObjects()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
