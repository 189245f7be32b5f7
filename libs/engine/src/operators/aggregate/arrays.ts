import { type Column, type FixedColumn, setValid, validityBytes, writeInt64 } from '@millrace/columns'
import type { StateTable } from './accumulator.ts'

type Growable = Float64Array | Int32Array | Uint8Array | BigInt64Array

/** The array, or a longer copy of it when it has no room for `size` values. */
export function withRoom<T extends Growable>(array: T, size: number): T {
  if (size <= array.length) return array
  const larger = new (array.constructor as new (length: number) => T)(Math.max(16, size, array.length * 2))
  larger.set(array as never)
  return larger
}

/** The array, or a longer one when it has no room for `size` values: for memory that is filled anew each time. */
export const emptyWithRoom = (array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> =>
  size <= array.length ? array : new Int32Array(size)

/** 0, 1, 2 ... */
export function firstNumbers(count: number): Int32Array<ArrayBuffer> {
  const numbers = new Int32Array(count)
  for (let i = 0; i < count; i++) numbers[i] = i
  return numbers
}

/** A non-null int64 column of whole doubles. */
export function int64Column(numbers: Float64Array, length: number): FixedColumn {
  const values = new BigInt64Array(length)
  const words = new Uint32Array(values.buffer)
  for (let i = 0; i < length; i++) writeInt64(words, i, numbers[i])
  return { type: 'int64', length, values, validity: null, nullCount: 0 }
}

/** A double column, null where `counts` is below `least`. */
export function doubleColumn(values: Float64Array, counts: Float64Array, least: number): FixedColumn {
  const length = values.length
  const { validity, nullCount } = validityOf(length, counts, least)
  return { type: 'double', length, values, validity, nullCount }
}

/** Validity of rows: those whose count is at least `least`. */
export function validityOf(
  length: number,
  counts: Float64Array | Uint8Array,
  least = 1,
): { readonly validity: Uint8Array | null; readonly nullCount: number } {
  const validity = new Uint8Array(validityBytes(length))
  let nullCount = 0
  for (let i = 0; i < length; i++) {
    if (counts[i] >= least) setValid(validity, i)
    else nullCount++
  }
  return { validity: nullCount === 0 ? null : validity, nullCount }
}

/** Copies of the first `size` values of each array, as a table of double columns without nulls. */
export const doubleTable = (arrays: readonly Float64Array[], size: number): StateTable<Column> => ({
  length: size,
  columns: arrays.map(values => ({
    type: 'double',
    length: size,
    values: values.slice(0, size),
    validity: null,
    nullCount: 0,
  })),
})
