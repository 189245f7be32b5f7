import type { TypeName } from '@millrace/columns'
import type { ColumnBuilder } from '../../rows/column-builder.ts'
import { datetimeReader, decimalReader, readDouble, type TextReader } from '../../rows/text-values.ts'

/** Appends the field `source[start .. end)` to a column; false, and null in the column, when it is no value of the type. */
export type FieldReader = (source: Uint8Array, start: number, end: number) => boolean

const LIMITS: Readonly<Partial<Record<TypeName, number>>> = { int8: 2 ** 7, int16: 2 ** 15, int32: 2 ** 31 }
/** Digits that a double holds exactly. */
const SAFE_DIGITS = 15

export function fieldReader(type: TypeName, builder: ColumnBuilder, timeZone: string): FieldReader {
  if (type === 'string' || type === 'binary')
    return (source, start, end) => {
      builder.appendBytes(source, start, end)
      return true
    }
  if (type === 'int64') return int64Reader(builder)
  const limit = LIMITS[type]
  if (limit !== undefined) return intReader(builder, limit)
  const read = textReader(type, timeZone)
  return (source, start, end) => {
    const value = read(textOf(source, start, end))
    builder.append(value ?? null)
    return value !== undefined
  }
}

function textReader(type: TypeName, timeZone: string): TextReader {
  switch (type) {
    case 'boolean':
      return text => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined)
    case 'double':
    case 'float':
      return readDouble
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return datetimeReader(type, timeZone)
    default:
      return decimalReader(type)
  }
}

function intReader(builder: ColumnBuilder, limit: number): FieldReader {
  return (source, start, end) => {
    const value = end - start > SAFE_DIGITS ? Number.NaN : digits(source, start, end)
    const fits = value >= -limit && value < limit
    if (fits) builder.append(value)
    else builder.appendNull()
    return fits
  }
}

function int64Reader(builder: ColumnBuilder): FieldReader {
  return (source, start, end) => {
    if (end - start <= SAFE_DIGITS) {
      const value = digits(source, start, end)
      if (Number.isNaN(value)) builder.appendNull()
      else builder.append(BigInt(value))
      return !Number.isNaN(value)
    }
    const text = textOf(source, start, end)
    const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined
    const fits = value !== undefined && BigInt.asIntN(64, value) === value
    if (fits) builder.append(value)
    else builder.appendNull()
    return fits
  }
}

/** The whole number in ASCII digits with a sign or none; NaN when it is not one. */
function digits(source: Uint8Array, start: number, end: number): number {
  const negative = source[start] === 45
  let i = negative || source[start] === 43 ? start + 1 : start
  if (i >= end) return Number.NaN
  let value = 0
  for (; i < end; i++) {
    const digit = source[i] - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return negative ? 0 - value : value
}

const textOf = (source: Uint8Array, start: number, end: number): string =>
  Buffer.from(source.buffer, source.byteOffset + start, end - start).toString()
