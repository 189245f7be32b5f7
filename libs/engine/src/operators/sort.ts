import { type Column, type FixedColumn, isNull, isObjectColumn } from '@millrace/columns'
import { arithmeticHelpers } from '../kernels/arithmetic-helpers.ts'
import { compareBytes, compareEntries } from '../kernels/entries.ts'
import { hostComparator } from '../kernels/host-compare.ts'

/** A sort key: the column of its values and its order. */
export interface SortKey {
  readonly column: Column
  readonly direction: 'asc' | 'desc'
  readonly nulls: 'first' | 'last'
}

type Comparator = (a: number, b: number) => number

/**
 * The first `limit` of `length` rows in order: strings by their UTF-8 bytes, NaN above every number, -0.0 equal to 0.0; rows that
 * the keys leave equal stay in their order. With a limit only that many rows are kept while looking.
 */
export function sortRows(keys: readonly SortKey[], length: number, limit = Infinity): Int32Array {
  const comparators = keys.map(comparator)
  const compare: Comparator = (a, b) => {
    for (const c of comparators) {
      const order = c(a, b)
      if (order !== 0) return order
    }
    return a - b
  }
  if (limit < length / 2) return smallest(compare, length, limit)
  const rows = Int32Array.from({ length }, (_, i) => i).sort(compare)
  return limit < length ? rows.slice(0, limit) : rows
}

/** The `limit` smallest rows, in order, through a heap with the largest of them on top. */
function smallest(compare: Comparator, length: number, limit: number): Int32Array {
  const heap = new Int32Array(limit)
  if (limit === 0) return heap
  for (let i = 0; i < limit; i++) heap[i] = i
  for (let i = (limit >> 1) - 1; i >= 0; i--) sink(heap, i, compare)
  for (let row = limit; row < length; row++) {
    if (compare(row, heap[0]) >= 0) continue
    heap[0] = row
    sink(heap, 0, compare)
  }
  return heap.sort(compare)
}

function sink(heap: Int32Array, start: number, compare: Comparator): void {
  let at = start
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) return
    if (child + 1 < heap.length && compare(heap[child + 1], heap[child]) > 0) child++
    if (compare(heap[child], heap[at]) <= 0) return
    const row = heap[at]
    heap[at] = heap[child]
    heap[child] = row
    at = child
  }
}

function comparator({ column, direction, nulls }: SortKey): Comparator {
  const values = valueComparator(column)
  const sign = direction === 'asc' ? 1 : -1
  if (column.nullCount === 0) return (a, b) => sign * values(a, b)
  const nullOrder = nulls === 'first' ? -1 : 1
  return (a, b) => {
    const aNull = isNull(column, a)
    const bNull = isNull(column, b)
    if (aNull || bNull) return aNull === bNull ? 0 : aNull ? nullOrder : -nullOrder
    return sign * values(a, b)
  }
}

function valueComparator(column: Column): Comparator {
  if (column.type === 'string') {
    const { ids, dictionary } = column
    return (a, b) => (ids[a] === ids[b] ? 0 : compareEntries(dictionary, ids[a], dictionary, ids[b]))
  }
  if (column.type === 'binary') {
    const value = (r: number): Uint8Array => column.bytes.subarray(column.offsets[r], column.offsets[r + 1])
    return (a, b) => compareBytes(value(a), value(b))
  }
  if (isObjectColumn(column)) {
    const { objects } = column
    const compare = hostComparator(column.type)
    return (a, b) => compare(objects[a], objects[b])
  }
  return fixedComparator(column)
}

function fixedComparator({ values, length }: FixedColumn): Comparator {
  if (values instanceof Float64Array) return (a, b) => arithmeticHelpers.compareDoubles(values[a], values[b])
  if (values instanceof BigInt64Array) {
    const words = new Int32Array(values.buffer, values.byteOffset, length * 2)
    return (a, b) => words[2 * a + 1] - words[2 * b + 1] || (words[2 * a] >>> 0) - (words[2 * b] >>> 0)
  }
  return (a, b) => values[a] - values[b]
}
