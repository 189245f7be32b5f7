import type { BinaryColumn, Column, FixedColumn } from '@millrace/columns'
import type { Entries } from '../kernels/entries.ts'

/** A string column whose dictionary is read only: a Dictionary or its plain data. */
export interface PlainStringColumn {
  readonly type: 'string'
  readonly length: number
  readonly ids: Int32Array
  readonly dictionary: Entries
  readonly nullCount: number
}

/** A column of typed arrays alone, which can be sent between threads. Every Column is one to its readers. */
export type PlainColumn = FixedColumn | BinaryColumn | PlainStringColumn

/** A column that shares nothing with dictionaries still in use. */
export const toPlain = (column: Column): PlainColumn =>
  column.type === 'string' ? { ...column, dictionary: column.dictionary.data() } : column

/** The memory of columns, to transfer instead of copy. */
export function buffersOf(columns: readonly PlainColumn[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const add = (array: { readonly buffer: ArrayBufferLike } | null): void => {
    if (array !== null && array.buffer instanceof ArrayBuffer) buffers.add(array.buffer)
  }
  for (const column of columns) {
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
