import { DuckDBInstance } from '@duckdb/node-api'
import type { Answer } from './contest.ts'

/** What Parquet files say of the requests that every contender takes apart alike: those with a method. */
export async function parquetAnswer(files: string): Promise<Answer> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  try {
    const reader = await connection.runAndReadAll(`
      SELECT count(*) AS rows, count(DISTINCT host) AS hosts, sum(bytes)::DOUBLE AS bytes, sum(status)::BIGINT AS status,
        count(DISTINCT ("partition", "offset")) AS records, left(min("time")::VARCHAR, 19) AS first,
        left(max("time")::VARCHAR, 19) AS last
      FROM (SELECT * REPLACE ("time"::TIMESTAMP AS "time") FROM read_parquet('${files}', hive_partitioning = false))
      WHERE method IS NOT NULL`)
    const row = reader.getRowObjectsJS()[0]
    return Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === 'bigint' ? Number(v) : v]))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
