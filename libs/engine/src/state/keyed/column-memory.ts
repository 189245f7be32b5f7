import { type Column, Dictionary, isObjectColumn } from '@millrace/columns'

/** What an object of a row is taken to need, in bytes. */
const BYTES_PER_OBJECT = 64

/** The column with no more memory than its rows need, to be kept for long. */
export function packed(column: Column): Column {
  if (column.type !== 'string') return column
  const { size, bytes, offsets } = column.dictionary
  if (offsets.length === size + 1 && bytes.length === offsets[size]) return column
  return { ...column, dictionary: Dictionary.ofDistinct(column.dictionary.data()) }
}

/** Bytes held by a column. */
export function columnBytes(column: Column): number {
  if (isObjectColumn(column)) return column.length * BYTES_PER_OBJECT
  if (column.type === 'string') return column.ids.byteLength + column.dictionary.byteSize
  const data = column.type === 'binary' ? column.offsets.byteLength + column.bytes.byteLength : column.values.byteLength
  return data + (column.validity?.byteLength ?? 0)
}
