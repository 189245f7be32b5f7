import {
  type Column,
  type ColumnBatch,
  type HostValue,
  isObjectColumn,
  isValid,
  setValid,
  validityBytes,
} from '@millrace/columns'
import { newValues, type Selection } from './kernel.ts'

/** The rows `rows[0 .. count)` of a column, in that order. */
export function take(column: Column, rows: Int32Array, count: number): Column {
  if (column.type === 'string') {
    const ids = new Int32Array(count)
    let nullCount = 0
    for (let i = 0; i < count; i++) if ((ids[i] = column.ids[rows[i]]) < 0) nullCount++
    return { type: 'string', length: count, ids, dictionary: column.dictionary, nullCount }
  }
  if (isObjectColumn(column)) {
    const objects = new Array<HostValue>(count)
    let nullCount = 0
    for (let i = 0; i < count; i++) if ((objects[i] = column.objects[rows[i]]) === null) nullCount++
    return { type: column.type, length: count, objects, nullCount }
  }
  const { validity, nullCount } = takeValidity(column.validity, rows, count)
  if (column.type === 'binary') {
    const offsets = new Int32Array(count + 1)
    for (let i = 0; i < count; i++) {
      offsets[i + 1] = offsets[i] + column.offsets[rows[i] + 1] - column.offsets[rows[i]]
    }
    const bytes = new Uint8Array(offsets[count])
    for (let i = 0; i < count; i++) {
      bytes.set(column.bytes.subarray(column.offsets[rows[i]], column.offsets[rows[i] + 1]), offsets[i])
    }
    return { type: 'binary', length: count, offsets, bytes, validity, nullCount }
  }
  const values = newValues(column.type, count)
  const from = column.values
  // Through 32-bit words, as reading a BigInt64Array makes a BigInt a value.
  if (from instanceof BigInt64Array) copy64(from, values as BigInt64Array, rows, count)
  else for (let i = 0; i < count; i++) (values as Int32Array)[i] = (from as Int32Array)[rows[i]]
  return { type: column.type, length: count, values, validity, nullCount }
}

function copy64(from: BigInt64Array, to: BigInt64Array, rows: Int32Array, count: number): void {
  const source = new Int32Array(from.buffer, from.byteOffset, from.length * 2)
  const target = new Int32Array(to.buffer, to.byteOffset, to.length * 2)
  for (let i = 0; i < count; i++) {
    target[2 * i] = source[2 * rows[i]]
    target[2 * i + 1] = source[2 * rows[i] + 1]
  }
}

function takeValidity(
  validity: Uint8Array | null,
  rows: Int32Array,
  count: number,
): { readonly validity: Uint8Array | null; readonly nullCount: number } {
  if (validity === null) return { validity: null, nullCount: 0 }
  const taken = new Uint8Array(validityBytes(count))
  let nullCount = 0
  for (let i = 0; i < count; i++) {
    if (isValid(validity, rows[i])) setValid(taken, i)
    else nullCount++
  }
  return nullCount === 0 ? { validity: null, nullCount } : { validity: taken, nullCount }
}

/** The selected rows of every column; the batch itself when all are. */
export function takeBatch(batch: ColumnBatch, selection: Selection): ColumnBatch {
  const { rows, count } = selection
  if (rows === null && count === batch.length) return batch
  const indices = rows ?? Int32Array.from({ length: count }, (_, i) => i)
  return { schema: batch.schema, length: count, columns: batch.columns.map(c => take(c, indices, count)) }
}
