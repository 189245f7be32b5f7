import {
  type Column,
  Dictionary,
  type FixedColumn,
  type HostValue,
  isObjectColumn,
  isObjectType,
  isValid,
  type ObjectType,
  type TypeName,
} from '@millrace/columns'
import { binaryColumn } from '../../kernels/binary-ids.ts'
import { newValues } from '../../kernels/kernel.ts'
import { validityOf, withRoom } from '../../operators/aggregate/arrays.ts'
import type { ByteReader, ByteWriter } from '../../operators/aggregate/byte-buffer.ts'
import { valueCodec } from '../../operators/aggregate/value-codec.ts'

/**
 * Writes the value of a row: 0 for null, or 1 and the value: one or two words of 32 bits, or length and bytes. Equal keys have equal
 * bytes; `verbatim` keeps every value of an object type as it is instead.
 */
export function cellWriter(column: Column, to: ByteWriter, verbatim: boolean): (row: number) => void {
  if ('ids' in column) {
    const { ids, dictionary } = column
    return row => {
      const id = ids[row]
      to.byte(id < 0 ? 0 : 1)
      if (id >= 0) to.range(dictionary.bytes, dictionary.offsets[id], dictionary.offsets[id + 1])
    }
  }
  if (isObjectColumn(column)) {
    const { objects } = column
    const codec = valueCodec(column.type, verbatim)
    return row => {
      const value = objects[row]
      to.byte(value === null ? 0 : 1)
      if (value !== null) to.block(codec.encode(value))
    }
  }
  const { validity } = column
  if (column.type === 'binary') {
    const { bytes, offsets } = column
    return row => {
      const valid = isValid(validity, row)
      to.byte(valid ? 1 : 0)
      if (valid) to.range(bytes, offsets[row], offsets[row + 1])
    }
  }
  const write = wordWriter(column.values, to)
  return row => {
    const valid = isValid(validity, row)
    to.byte(valid ? 1 : 0)
    if (valid) write(row)
  }
}

function wordWriter(values: FixedColumn['values'], to: ByteWriter): (row: number) => void {
  if (values instanceof BigInt64Array || values instanceof Float64Array) {
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
    return row => {
      to.int32(words[2 * row])
      to.int32(words[2 * row + 1])
    }
  }
  const words =
    values instanceof Float32Array ? new Int32Array(values.buffer, values.byteOffset, values.length) : values
  return row => to.int32(words[row])
}

/** Reads values of a type, one after another, into a column. */
export interface CellReader {
  /** The next value. */
  read(from: ByteReader): void
  column(): Column
}

export function cellReader(type: TypeName, verbatim: boolean): CellReader {
  if (type === 'string' || type === 'binary') return textReader(type)
  return isObjectType(type) ? objectReader(type, verbatim) : fixedReader(type as FixedColumn['type'])
}

function textReader(type: 'string' | 'binary'): CellReader {
  const dictionary = new Dictionary(64)
  let ids = new Int32Array(0)
  let length = 0
  let nullCount = 0
  return {
    read(from) {
      const valid = from.byte() === 1
      if (!valid) nullCount++
      ids = withRoom(ids, length + 1)
      ids[length++] = valid ? from.intern(dictionary) : -1
    },
    column: () =>
      type === 'string' ? { type, length, ids, dictionary, nullCount } : binaryColumn(ids, length, dictionary),
  }
}

function objectReader(type: ObjectType, verbatim: boolean): CellReader {
  const codec = valueCodec(type, verbatim)
  const objects: HostValue[] = []
  let nullCount = 0
  return {
    read(from) {
      const valid = from.byte() === 1
      if (!valid) nullCount++
      objects.push(valid ? codec.decode(from.block()) : null)
    },
    column: () => ({ type, length: objects.length, objects, nullCount }),
  }
}

function fixedReader(type: FixedColumn['type']): CellReader {
  const wide = newValues(type, 0).BYTES_PER_ELEMENT === 8
  const width = wide ? 2 : 1
  let words = new Int32Array(0)
  let valid = new Uint8Array(0)
  let length = 0
  return {
    read(from) {
      words = withRoom(words, (length + 1) * width)
      valid = withRoom(valid, length + 1)
      const at = length * width
      valid[length++] = from.byte()
      if (valid[length - 1] === 0) return
      words[at] = from.int32()
      if (wide) words[at + 1] = from.int32()
    },
    column() {
      const values = newValues(type, length)
      const isWords = wide || values instanceof Float32Array
      const target = isWords ? new Int32Array(values.buffer) : (values as Int32Array)
      target.set(words.subarray(0, length * width))
      return { type, length, values, ...validityOf(length, valid) }
    },
  }
}
