import {
  type Column,
  Dictionary,
  type FixedType,
  type HostValue,
  isFixedType,
  isValid,
  type TypeName,
} from '@millrace/columns'
import { columnOfHosts } from '@millrace/engine/values'
import { type Data, DataType, TimeUnit } from 'apache-arrow'

/** Units in a microsecond, or microseconds in a unit where that is more. */
const TO_MICROSECONDS: Readonly<Record<number, (value: bigint) => bigint>> = {
  [TimeUnit.SECOND]: v => v * 1_000_000n,
  [TimeUnit.MILLISECOND]: v => v * 1000n,
  [TimeUnit.MICROSECOND]: v => v,
  // Towards the past, as Spark does.
  [TimeUnit.NANOSECOND]: v => (v >= 0n ? v / 1000n : -((999n - v) / 1000n)),
}

/** A column of the type `typeOfArrow` gives. */
export function columnOfArrow(data: Data, type: TypeName): Column {
  const { length } = data
  const nullCount = length === 0 ? 0 : data.nullCount
  const validity = nullCount === 0 ? null : data.nullBitmap
  if (type === 'string') return stringColumn(data, validity, nullCount)
  if (isFixedType(type) && isShared(data.type)) {
    const values = data.values.subarray(0, length)
    return { type: type as FixedType, length, values, validity, nullCount }
  }
  const read = hostReader(data)
  return columnOfHosts(
    type,
    Array.from({ length }, (_, row) => read(row)),
  )
}

/** Whether values lie in memory as a FixedColumn has them. */
const isShared = (type: DataType): boolean =>
  (DataType.isInt(type) && type.isSigned) ||
  DataType.isFloat(type) ||
  DataType.isDate(type) ||
  (DataType.isTimestamp(type) && type.unit === TimeUnit.MICROSECOND)

function stringColumn(data: Data, validity: Uint8Array | null, nullCount: number): Column {
  const { length } = data
  const dictionary = new Dictionary()
  const ids = new Int32Array(length)
  if (DataType.isDictionary(data.type)) {
    const entries: number[] = []
    for (const part of data.dictionary?.data ?? [])
      for (let i = 0; i < part.length; i++)
        entries.push(dictionary.intern(part.values, Number(part.valueOffsets[i]), Number(part.valueOffsets[i + 1])))
    for (let row = 0; row < length; row++) ids[row] = isValid(validity, row) ? entries[Number(data.values[row])] : -1
  } else {
    const { values, valueOffsets } = data
    for (let row = 0; row < length; row++)
      ids[row] = isValid(validity, row)
        ? dictionary.intern(values, Number(valueOffsets[row]), Number(valueOffsets[row + 1]))
        : -1
  }
  return { type: 'string', length, ids, dictionary, nullCount }
}

/** The host value of each row of an Arrow array. */
function hostReader(data: Data): (row: number) => HostValue {
  const read = valueReader(data)
  const validity = data.nullCount === 0 ? null : data.nullBitmap
  return row => (isValid(validity, data.offset + row) ? read(row) : null)
}

function valueReader(data: Data): (row: number) => HostValue {
  const { type, values, valueOffsets, offset } = data
  if (DataType.isDictionary(type)) {
    const entries = (data.dictionary?.data ?? []).flatMap(part => {
      const read = hostReader(part)
      return Array.from({ length: part.length }, (_, i) => read(i))
    })
    return row => entries[Number(values[row])]
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    const text = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    return row => text.toString('utf8', Number(valueOffsets[row]), Number(valueOffsets[row + 1]))
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type))
    return row => values.slice(Number(valueOffsets[row]), Number(valueOffsets[row + 1]))
  if (DataType.isFixedSizeBinary(type)) return row => values.slice(row * type.byteWidth, (row + 1) * type.byteWidth)
  if (DataType.isBool(type)) return row => ((values[(offset + row) >> 3] >> ((offset + row) & 7)) & 1) === 1
  if (DataType.isTimestamp(type)) {
    const convert = TO_MICROSECONDS[type.unit]
    return row => convert(values[row])
  }
  if (DataType.isDecimal(type)) return decimalReader(values as Uint32Array, type.bitWidth / 32)
  if (DataType.isInt(type) && !type.isSigned)
    return row => (type.bitWidth === 64 ? values[row] : type.bitWidth === 32 ? BigInt(values[row]) : values[row])
  if (DataType.isFixedSizeList(type)) {
    const read = hostReader(data.children[0])
    return row => Array.from({ length: type.listSize }, (_, i) => read(row * type.listSize + i))
  }
  if (DataType.isList(type)) {
    const read = hostReader(data.children[0])
    return row => range(valueOffsets[row], valueOffsets[row + 1]).map(read)
  }
  if (DataType.isMap(type)) {
    const [keys, entries] = data.children[0].children.map(hostReader)
    return row => {
      const rows = range(valueOffsets[row], valueOffsets[row + 1])
      return { keys: rows.map(keys), values: rows.map(entries) }
    }
  }
  if (DataType.isStruct(type)) {
    const members = data.children.map(hostReader)
    return row => members.map(member => member(row))
  }
  return row => values[row]
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** Two's complement in words of 32 bits, the lowest first. */
function decimalReader(words: Uint32Array, perValue: number): (row: number) => bigint {
  return row => {
    let value = BigInt(words[row * perValue + perValue - 1] | 0)
    for (let i = perValue - 2; i >= 0; i--) value = (value << 32n) | BigInt(words[row * perValue + i])
    return value
  }
}
