/** A text as a literal of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Statements that make a view of local Parquet files: columns by name, and those of directories such as `dt=1995-08-01`. */
export function viewSql(view: string, paths: readonly string[]): string {
  const schema = /^("(?:[^"]|"")+")\./.exec(view)?.[1]
  const files = paths.map(path => literal(asPlainPath(path))).join(', ')
  const make = `create or replace view ${view} as select * from read_parquet([${files}], union_by_name = true, hive_partitioning = true)`
  return schema === undefined ? make : `create schema if not exists ${schema}; ${make}`
}

/** DuckDB takes paths for patterns. */
const asPlainPath = (path: string): string => path.replaceAll(/[[\]*?]/g, c => `[${c}]`)
