import type { HostValue } from '@millrace/columns'
import { literalText } from './literal-text.ts'
import type { RawTable } from './raw.ts'
import { decimalOf, duckdbType, type Facts, type FuzzType, kindOf, MAX_INT32, MAX_INT64, sparkType } from './types.ts'

/** A column of the tables or of a plan; names are used once in a plan. */
export interface Column {
  readonly name: string
  readonly type: FuzzType
  readonly facts: Facts
}

export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly HostValue[])[]
}

const TYPES: readonly FuzzType[] = [
  'int32',
  'string',
  'int64',
  'double',
  'boolean',
  'date',
  'decimal(5,2)',
  'timestamp',
  'int32',
  'string',
  'decimal(9,4)',
  'decimal(10,0)',
]

const day = (text: string): number => Date.parse(text) / 86_400_000
const micros = (text: string): bigint => BigInt(Date.parse(`${text}Z`)) * 1000n

const INTS = [0, 1, 2, -1, 3, 5, -7, 10, 42, 100, -100, 7, 99, 1000, -1000]
/** Quarters: their sums and products are exact. */
const QUARTERS = [0, 1, 0.5, -1.25, 2.75, 10, -3.5, 100.25, 7, -0.75, 0.25, 64, 1000.5, 33, -12]
const TENTHS = [0.1, 0.2, 0.3, -1.7, 1e-3, 3.3, 99.9, -0.1, 2.5, 1e3, 0.7, 12.34, -5.55, 0.6, 1 / 3]

/** The values that a literal or a cell of the type may have, common ones first. */
export function poolOf(type: FuzzType, wide = false): readonly HostValue[] {
  switch (type) {
    case 'int32':
      return wide ? [...INTS.slice(0, 3), MAX_INT32, -MAX_INT32 - 1, ...INTS] : INTS
    case 'int64':
      return wide
        ? [0n, 1n, 2n ** 63n - 1n, -(2n ** 63n), 10_000_000_000n, -1n, 4_611_686_018_427_387_904n, ...INTS.map(BigInt)]
        : [...INTS.slice(0, 12).map(BigInt), 3_000_000_000n, -5_000_000_000n]
    case 'double':
      return wide ? TENTHS : QUARTERS
    case 'boolean':
      return [true, false]
    case 'string':
      return ['a', 'b', 'ab', '', 'A', 'abc', ' a ', 'é', '日本', '12', '-7', 'b_%', 'Zz', 'aaa', 'a,b,c']
    case 'date':
      return '2024-01-01 2024-02-29 2023-12-31 1970-01-01 2024-03-31 1969-12-31 2020-06-15 1999-12-31 2024-01-02 1900-03-01'
        .split(' ')
        .map(day)
    case 'timestamp':
      return [
        '2024-01-01T00:00:00',
        '2024-01-01T12:34:56.789',
        '2024-02-29T23:59:59.999',
        '1970-01-01T00:00:00',
        '1969-12-31T23:59:59.5',
        '2023-12-31T01:00:00',
        '2024-01-01T12:30:00',
        '1900-03-01T05:06:07',
      ].map(micros)
    default: {
      const { precision } = decimalOf(type)
      const most = 10n ** BigInt(precision) - 1n
      return [0n, 100n, 1n, -150n, 250n, 5n, -5n, 99n, 12345n, -1000n, 1005n, 50n, wide ? most : 300n, 75n]
    }
  }
}

function factsOf(type: FuzzType, wide: boolean): Facts {
  const of = (max: number): Facts => ({ max, grade: 'dyadic' })
  switch (type) {
    case 'int32':
      return of(wide ? MAX_INT32 + 1 : 1000)
    case 'int64':
      return of(wide ? MAX_INT64 : 5_000_000_000)
    case 'double':
      return { max: 1001, grade: wide ? 'exact' : 'dyadic' }
    case 'string':
      return of(5)
    default:
      return of(kindOf(type) === 'decimal' ? 10 ** (decimalOf(type).precision - decimalOf(type).scale) : 0)
  }
}

/** The table that numbers stand for. */
export function tableOf({ columns, rows }: RawTable, index: number): Table {
  const made = columns.map(({ type, wide }, i) => {
    const chosen = TYPES[type % TYPES.length]
    return { column: { name: `a${i}`, type: chosen, facts: factsOf(chosen, wide) }, pool: poolOf(chosen, wide) }
  })
  return {
    name: `t${index}`,
    columns: made.map(({ column }) => column),
    rows: rows.map(row => made.map(({ pool }, i) => (row[i] === 0 ? null : pool[(row[i] - 1) % pool.length]))),
  }
}

/** The schema as Spark writes it. */
export const tableSchema = ({ columns }: Table): string =>
  columns.map(({ name, type }) => `${name} ${sparkType(type)}`).join(', ')

/** Statements that make the table in DuckDB. */
export function duckdbTable({ name, columns, rows }: Table): string[] {
  const types = columns.map(c => `${c.name} ${duckdbType(c.type)}`)
  const create = `CREATE OR REPLACE TABLE ${name} (${types.join(', ')})`
  if (rows.length === 0) return [create]
  // Values are written bare: the table's types say what they are.
  const values = rows.map(row => `(${row.map((v, i) => literalText(columns[i].type, v)).join(', ')})`)
  return [create, `INSERT INTO ${name} VALUES ${values.join(', ')}`]
}
