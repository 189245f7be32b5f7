import {
  type BinaryColumn,
  type Column,
  Dictionary,
  type HostValue,
  isObjectColumn,
  isObjectType,
  isValid,
  type TypeName,
} from '@millrace/columns'
import { binaryColumn } from '../kernels/binary-ids.ts'
import { valueCodec } from '../operators/aggregate/value-codec.ts'

/** The column with objects as the bytes of their values, so that every column has an Arrow form. */
export function storable(column: Column): Column {
  if (!isObjectColumn(column)) return column
  const codec = valueCodec(column.type, true)
  const dictionary = new Dictionary(64)
  const ids = Int32Array.from({ length: column.length }, (_, i) => {
    const value = column.objects[i]
    if (value === null) return -1
    const bytes = codec.encode(value)
    return dictionary.intern(bytes, 0, bytes.length)
  })
  return binaryColumn(ids, column.length, dictionary)
}

/** Undoes `storable`: `type` is that of the column before. */
export function restored(column: Column, type: TypeName): Column {
  if (!isObjectType(type) || column.type !== 'binary') return column
  const { bytes, offsets, validity, length, nullCount }: BinaryColumn = column
  const codec = valueCodec(type, true)
  const objects: HostValue[] = []
  for (let i = 0; i < length; i++) {
    objects.push(isValid(validity, i) ? codec.decode(bytes.subarray(offsets[i], offsets[i + 1])) : null)
  }
  return { type, length, objects, nullCount }
}
