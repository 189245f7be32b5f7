import type * as Arrow from 'apache-arrow'
import { TYPE_KEY } from './arrow.ts'
import { unpackBits } from './arrow-bits.ts'
import { isValid } from './bitmap.ts'
import type { Column, ColumnBatch, FixedColumn, FixedValues } from './column.ts'
import { Dictionary } from './dictionary.ts'
import { hostsOf } from './from-arrow-objects.ts'
import { arrow } from './load-arrow.ts'
import type { Field, FixedType, TypeName } from './schema.ts'
import { isObjectType } from './type-text.ts'

/**
 * The inverse of `toIpc`: an Arrow IPC stream of at most one record batch and the types that `toIpc` writes. Values are views
 * of `bytes` where their alignment allows. Throws an Error when the bytes are not such a stream.
 */
export function fromIpc(bytes: Uint8Array): ColumnBatch {
  const table = arrow().tableFromIPC(bytes)
  if (table.batches.length > 1) {
    throw new Error(`An Arrow stream of one record batch was expected, but it holds ${table.batches.length}.`)
  }
  if (table.schema.fields.length === 0) throw new Error('An Arrow stream with a schema was expected, but it has none.')
  const schema = table.schema.fields.map(
    (field): Field => ({ name: field.name, type: typeName(field), nullable: field.nullable }),
  )
  const length = table.numRows
  const columns = schema.map((field, i) => {
    const data = table.batches.length === 0 ? arrow().makeData({ type: table.schema.fields[i].type }) : undefined
    return toColumn(field.type, data ?? table.batches[0].data.children[i], length)
  })
  return { schema, length, columns }
}

const INTEGERS: Readonly<Record<number, TypeName>> = { 8: 'int8', 16: 'int16', 32: 'int32', 64: 'int64' }

function typeName(field: Arrow.Field): TypeName {
  const { type } = field
  const named = field.metadata.get(TYPE_KEY)
  if (named !== undefined) return named as TypeName
  if (arrow().DataType.isDictionary(type) && arrow().DataType.isUtf8(type.dictionary)) return 'string'
  if (arrow().DataType.isBinary(type)) return 'binary'
  if (arrow().DataType.isBool(type)) return 'boolean'
  if (arrow().DataType.isInt(type) && type.isSigned) return INTEGERS[type.bitWidth]
  if (arrow().DataType.isFloat(type) && type.precision === arrow().Precision.DOUBLE) return 'double'
  if (arrow().DataType.isFloat(type) && type.precision === arrow().Precision.SINGLE) return 'float'
  if (arrow().DataType.isDate(type) && type.unit === arrow().DateUnit.DAY) return 'date'
  if (arrow().DataType.isTimestamp(type) && type.unit === arrow().TimeUnit.MICROSECOND) {
    return type.timezone === null || type.timezone === undefined ? 'timestamp_ntz' : 'timestamp'
  }
  if (arrow().DataType.isInterval(type) && type.unit === arrow().IntervalUnit.YEAR_MONTH) return 'interval_ym'
  if (arrow().DataType.isDuration(type) && type.unit === arrow().TimeUnit.MICROSECOND) return 'interval_dt'
  throw new Error(`The Arrow type ${type} of column ${field.name} is not one that a column batch holds.`)
}

function toColumn(type: TypeName, data: Arrow.Data, length: number): Column {
  const nullCount = length === 0 ? 0 : data.nullCount
  const validity = nullCount === 0 ? null : data.nullBitmap
  if (type === 'string') return toStringColumn(data, length, validity, nullCount)
  if (type === 'binary') {
    const offsets = length === 0 ? new Int32Array(1) : data.valueOffsets
    return { type, length, offsets, bytes: data.values, validity, nullCount }
  }
  if (isObjectType(type)) {
    const objects = hostsOf(type, data, length)
    return { type, length, objects, nullCount: type === 'void' ? length : nullCount }
  }
  const values = (type === 'boolean' ? unpackBits(data.values, data.offset, length) : data.values) as FixedValues
  return { type: type as FixedType, length, values, validity, nullCount } satisfies FixedColumn
}

function toStringColumn(data: Arrow.Data, length: number, validity: Uint8Array | null, nullCount: number): Column {
  const entries: Arrow.Data[] = length === 0 ? [] : [...(data.dictionary?.data ?? [])]
  const dictionary = new Dictionary(Math.max(16, data.dictionary?.length ?? 0))
  const ownIds: number[] = []
  for (const { values, valueOffsets, length: size } of entries) {
    for (let i = 0; i < size; i++) ownIds.push(dictionary.intern(values, valueOffsets[i], valueOffsets[i + 1]))
  }
  const ids = new Int32Array(length)
  for (let row = 0; row < length; row++) ids[row] = isValid(validity, row) ? ownIds[data.values[row]] : -1
  return { type: 'string', length, ids, dictionary, nullCount }
}
