export interface Difference {
  /** Where in the value, for example `[3].count`. */
  readonly at: string
  readonly millrace: unknown
  readonly duckdb: unknown
}

/** Sums of doubles depend on the order of the rows. */
const TOLERANCE = 1e-9

/** What differs between a figure of Millrace's and DuckDB's answer to the same question; empty when nothing does. */
export function compare(millrace: unknown, duckdb: unknown, at = ''): Difference[] {
  if (isObject(millrace) && isObject(duckdb)) {
    const names = new Set([...Object.keys(millrace), ...Object.keys(duckdb)])
    return [...names].flatMap(name =>
      compare(millrace[name], duckdb[name], Array.isArray(millrace) ? `${at}[${name}]` : `${at}.${name}`),
    )
  }
  return same(millrace, duckdb) ? [] : [{ at, millrace, duckdb }]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))
}
