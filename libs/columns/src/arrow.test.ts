import * as arrow from 'apache-arrow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toIpc } from './arrow.ts'
import { setValid, validityBytes } from './bitmap.ts'
import {
  type Column,
  type ColumnBatch,
  columnOf,
  type FixedColumn,
  isNull,
  isObjectColumn,
  type StringColumn,
} from './column.ts'
import { Dictionary } from './dictionary.ts'
import { newFixedValues } from './fixed-values.ts'
import { fromIpc } from './from-arrow.ts'
import type { ObjectType, TypeName } from './schema.ts'

type Cell = string | number | bigint | boolean | Uint8Array | null

function bitmapOf(cells: readonly Cell[]): Uint8Array | null {
  if (!cells.includes(null)) return null
  const bitmap = new Uint8Array(validityBytes(cells.length))
  for (let i = 0; i < cells.length; i++) if (cells[i] !== null) setValid(bitmap, i)
  return bitmap
}

function columnFrom(
  type: Exclude<TypeName, ObjectType>,
  cells: readonly Cell[],
  dictionary = new Dictionary(16),
): Column {
  const length = cells.length
  const nullCount = cells.filter(c => c === null).length
  if (type === 'string') {
    const ids = Int32Array.from(cells, c => (c === null ? -1 : dictionary.internString(c as string)))
    return { type, length, ids, dictionary, nullCount }
  }
  const validity = bitmapOf(cells)
  if (type === 'binary') {
    const offsets = new Int32Array(length + 1)
    cells.forEach((c, i) => {
      offsets[i + 1] = offsets[i] + (c === null ? 0 : (c as Uint8Array).length)
    })
    const bytes = new Uint8Array(offsets[length] + 5)
    for (let i = 0; i < length; i++) if (cells[i] !== null) bytes.set(cells[i] as Uint8Array, offsets[i])
    return { type, length, offsets, bytes, validity, nullCount }
  }
  const values = newFixedValues(type, length + 3)
  cells.forEach((c, i) => {
    if (c !== null) values[i] = (typeof c === 'boolean' ? Number(c) : c) as never
  })
  return { type, length, values, validity, nullCount }
}

function cellsOf(column: Column): Cell[] {
  return Array.from({ length: column.length }, (_, row) => {
    if (isNull(column, row) || isObjectColumn(column)) return null
    if (column.type === 'string') return column.dictionary.string(column.ids[row])
    if (column.type === 'binary') return column.bytes.slice(column.offsets[row], column.offsets[row + 1])
    return column.type === 'boolean' ? column.values[row] === 1 : column.values[row]
  })
}

const VALUES: Partial<Record<Exclude<TypeName, ObjectType>, fc.Arbitrary<Cell>>> = {
  boolean: fc.boolean(),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32768, max: 32767 }),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float: fc.float(),
  double: fc.double(),
  string: fc.string({ unit: 'grapheme' }),
  binary: fc.uint8Array({ maxLength: 9 }),
  date: fc.integer({ min: -100000, max: 100000 }),
  timestamp: fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
  timestamp_ntz: fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
  interval_ym: fc.integer(),
  interval_dt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  interval_month: fc.integer(),
  interval_day_hour: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
}
const TYPES = Object.keys(VALUES) as (keyof typeof VALUES)[]

const rows = fc
  .nat({ max: 40 })
  .chain(n => fc.tuple(...TYPES.map(t => fc.array(fc.option(VALUES[t]!, { freq: 3 }), { minLength: n, maxLength: n }))))

function batchFrom(cells: readonly (readonly Cell[])[]): ColumnBatch {
  const schema = TYPES.map(type => ({ name: `c_${type}`, type, nullable: true }))
  return { schema, length: cells[0].length, columns: TYPES.map((t, i) => columnFrom(t, cells[i])) }
}

test('every type survives the way through Arrow IPC, at any byte offset', () => {
  fc.assert(
    fc.property(rows, fc.nat({ max: 9 }), (cells, shift) => {
      const batch = batchFrom(cells)
      const ipc = toIpc(batch)
      const shifted = new Uint8Array(ipc.length + shift).subarray(shift)
      shifted.set(ipc)
      const back = fromIpc(shifted)
      expect(back.schema).toEqual(batch.schema)
      expect(back.length).toBe(batch.length)
      expect(back.columns.map(cellsOf)).toEqual(cells.map(column => [...column]))
      expect(back.columns.map(c => c.nullCount)).toEqual(batch.columns.map(c => c.nullCount))
    }),
  )
})

test('Arrow sees the same values, with the types that other readers expect', () => {
  const cells: Cell[][] = [
    [true, null],
    [-3, null],
    [-5, null],
    [7, null],
    [2n ** 40n, null],
    [0.25, null],
    [0.5, null],
    ['ü', null],
    [new Uint8Array([0, 255]), null],
    [9131, null],
    [807249600000001n, null],
    [807249600000002n, null],
    [-14, null],
    [-90_000_000n, null],
    [3, null],
    [7_200_000_000n, null],
  ]
  const table = arrow.tableFromIPC(toIpc(batchFrom(cells), new Map([['k', 'v']])))
  expect(table.schema.fields.map(f => String(f.type))).toEqual([
    'Bool',
    'Int8',
    'Int16',
    'Int32',
    'Int64',
    'Float32',
    'Float64',
    'Dictionary<Int32, Utf8>',
    'Binary',
    'Date32<DAY>',
    'Timestamp<MICROSECOND, UTC>',
    'Timestamp<MICROSECOND>',
    'Interval<YEAR_MONTH>',
    'Duration<MICROSECOND>',
    'Interval<YEAR_MONTH>',
    'Duration<MICROSECOND>',
  ])
  expect(table.schema.metadata.get('k')).toBe('v')
  expect(table.getChild('c_string')?.get(0)).toBe('ü')
  expect(table.getChild('c_boolean')?.get(0)).toBe(true)
  for (const field of table.schema.fields) {
    expect(table.getChild(field.name)?.nullCount).toBe(1)
    expect(table.getChild(field.name)?.get(1)).toBeNull()
  }
})

test('a bitmap counts even where the column claims to have no nulls', () => {
  const column = columnFrom('int32', [1, null, 3]) as FixedColumn
  const batch: ColumnBatch = {
    schema: [{ name: 'n', type: 'int32', nullable: true }],
    length: 3,
    columns: [{ ...column, nullCount: 0 }],
  }
  expect([...(arrow.tableFromIPC(toIpc(batch)).getChild('n') ?? [])]).toEqual([1, null, 3])
})

test('a dictionary is cut to the entries in use, whatever else it holds', () => {
  const shared = new Dictionary(16)
  for (let i = 0; i < 10_000; i++) shared.internString(`unused ${i}`)
  const used = columnFrom('string', ['b', 'a', null, 'b'], shared)
  const fresh = columnFrom('string', ['b', 'a', null, 'b'])
  const schema = [{ name: 's', type: 'string', nullable: true }] as const
  const ipc = toIpc({ schema, length: 4, columns: [used] })
  expect(ipc).toEqual(toIpc({ schema, length: 4, columns: [fresh] }))
  const back = columnOf(fromIpc(ipc), 's') as StringColumn
  expect(back.dictionary.size).toBe(2)
  expect([...back.ids]).toEqual([0, 1, -1, 0])
})

test('two columns may share one dictionary', () => {
  const shared = new Dictionary(16)
  const columns = [columnFrom('string', ['x', 'y'], shared), columnFrom('string', ['y', 'z'], shared)]
  const schema = ['a', 'b'].map(name => ({ name, type: 'string', nullable: false }) as const)
  const back = fromIpc(toIpc({ schema, length: 2, columns }))
  expect(back.columns.map(cellsOf)).toEqual([
    ['x', 'y'],
    ['y', 'z'],
  ])
})

test('other streams are refused with a reason', () => {
  const batch = batchFrom(TYPES.map(() => [null]))
  const [one] = arrow.tableFromIPC(toIpc(batch)).batches
  const two = arrow.tableToIPC(new arrow.Table([one, one]), 'stream')
  expect(() => fromIpc(two)).toThrow('one record batch was expected, but it holds 2')
  expect(() => fromIpc(arrow.tableToIPC(arrow.tableFromArrays({ f: new Uint16Array(1) }), 'stream'))).toThrow(
    'Uint16 of column f',
  )
  expect(() => fromIpc(new Uint8Array([1, 2, 3]))).toThrow()
  expect(() => fromIpc(toIpc(batch).subarray(0, 100))).toThrow()
})
