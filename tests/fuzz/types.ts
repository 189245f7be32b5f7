/** The column types that plans are made of, named as in Millrace's schemas. */
export type FuzzType =
  | 'int32'
  | 'int64'
  | 'double'
  | 'string'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | `decimal(${number},${number})`

/** Types that stand for one another when an expression is looked for: 'int' is int32 or int64. */
export type Kind = 'int' | 'double' | 'decimal' | 'string' | 'boolean' | 'date' | 'timestamp'

export const KINDS: readonly Kind[] = ['int', 'string', 'boolean', 'double', 'decimal', 'date', 'timestamp']

/**
 * How far doubles can be trusted. `dyadic`: few binary places, so that sums are exact in any order; `exact`: the same in every
 * engine, as one IEEE operation gives it, so that it may be compared; `rough`: last digits differ, good only as a result. Other types are dyadic.
 */
export type Grade = 'dyadic' | 'exact' | 'rough'

/** What is known of an expression's values: the largest magnitude (of strings the length), by which overflow is kept away. */
export interface Facts {
  readonly max: number
  readonly grade: Grade
}

export const MAX_INT32 = 2 ** 31 - 1
export const MAX_INT64 = 2 ** 63

export function kindOf(type: FuzzType): Kind {
  if (type === 'int32' || type === 'int64') return 'int'
  return type.startsWith('decimal') ? 'decimal' : (type as Kind)
}

export interface Decimal {
  readonly precision: number
  readonly scale: number
}

export function decimalOf(type: FuzzType): Decimal {
  if (type === 'int32') return { precision: 10, scale: 0 }
  if (type === 'int64') return { precision: 20, scale: 0 }
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? []
  return { precision: Number(precision), scale: Number(scale) }
}

/** A decimal type; null where the precision is beyond 38, where Spark gives up digits by rules of its own. */
export const decimal = (precision: number, scale: number): FuzzType | null =>
  precision > 38 ? null : `decimal(${precision},${scale})`

const NUMERIC: readonly Kind[] = ['int', 'decimal', 'double']
export const isNumeric = (type: FuzzType): boolean => NUMERIC.includes(kindOf(type))

/** The type to which Spark widens both for comparison, CASE, COALESCE and set operations; null where there is none. */
export function commonType(a: FuzzType, b: FuzzType): FuzzType | null {
  if (a === b) return a
  if (!isNumeric(a) || !isNumeric(b)) return null
  if (a === 'double' || b === 'double') return 'double'
  if (kindOf(a) === 'int' && kindOf(b) === 'int') return 'int64'
  const [x, y] = [decimalOf(a), decimalOf(b)]
  const scale = Math.max(x.scale, y.scale)
  return decimal(Math.max(x.precision - x.scale, y.precision - y.scale) + scale, scale)
}

const SPARK: Readonly<Record<string, string>> = { int32: 'INT', int64: 'BIGINT' }
const DUCKDB: Readonly<Record<string, string>> = { int32: 'INTEGER', int64: 'BIGINT', string: 'VARCHAR' }

export const sparkType = (type: FuzzType): string => SPARK[type] ?? type.toUpperCase()
/** TIMESTAMP of DuckDB has no zone; the sessions' zone is UTC. */
export const duckdbType = (type: FuzzType): string => DUCKDB[type] ?? type.toUpperCase()
