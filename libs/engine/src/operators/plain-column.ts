import { type BinaryColumn, type Column, type FixedColumn, isValid, type ObjectColumn } from '@millrace/columns'
import type { Entries } from '../kernels/entries.ts'

/** A string column whose dictionary is read only: a Dictionary or its plain data. */
export interface PlainStringColumn {
  readonly type: 'string'
  readonly length: number
  readonly ids: Int32Array
  readonly dictionary: Entries
  readonly nullCount: number
}

/** A column that can be sent between threads: typed arrays, or plain values. Every Column is one to its readers. */
export type PlainColumn = FixedColumn | BinaryColumn | PlainStringColumn | ObjectColumn

/** True when the column is null in a row. */
export const isNullAt = (column: PlainColumn, row: number): boolean =>
  'ids' in column
    ? column.ids[row] < 0
    : 'objects' in column
      ? column.objects[row] === null
      : !isValid(column.validity, row)

/** A column that shares nothing with dictionaries still in use. */
export const toPlain = (column: Column): PlainColumn =>
  'ids' in column ? { ...column, dictionary: column.dictionary.data() } : column

/** The memory of columns, to transfer instead of copy. */
export function buffersOf(columns: readonly PlainColumn[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const add = (array: { readonly buffer: ArrayBufferLike } | null): void => {
    if (array !== null && array.buffer instanceof ArrayBuffer) buffers.add(array.buffer)
  }
  for (const column of columns) {
    if ('objects' in column) continue
    if (column.type === 'string') {
      for (const array of [column.ids, column.dictionary.offsets, column.dictionary.bytes]) add(array)
    } else {
      add(column.validity)
      if (column.type === 'binary') [column.offsets, column.bytes].forEach(add)
      else add(column.values)
    }
  }
  return [...buffers]
}
