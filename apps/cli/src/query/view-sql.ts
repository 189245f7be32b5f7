/** A text as a literal of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Statements that make a view of local Parquet files: columns by name, and those of directories such as `dt=1995-08-01`. */
export function viewSql(view: string, paths: readonly string[]): string {
  const schema = /^("(?:[^"]|"")+")\./.exec(view)?.[1]
  const make = `create or replace view ${view} as select * from ${parquetScan(paths)}`
  return schema === undefined ? make : `create schema if not exists ${schema}; ${make}`
}

/** A scan of local Parquet files. */
export function parquetScan(paths: readonly string[]): string {
  const files = paths.map(path => literal(asPlainPath(path))).join(', ')
  return `read_parquet([${files}], union_by_name = true, hive_partitioning = true)`
}

/** DuckDB takes paths for patterns. */
export const asPlainPath = (path: string): string => path.replaceAll(/[[\]*?]/g, c => `[${c}]`)
