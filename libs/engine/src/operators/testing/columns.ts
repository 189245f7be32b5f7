import '../../function-library.ts'
import {
  type Column,
  type ColumnBatch,
  Dictionary,
  type FixedColumn,
  type HostValue,
  isObjectColumn,
  isObjectType,
  setValid,
  type TypeName,
  validityBytes,
} from '@millrace/columns'
import { dateText } from '../../kernels/calendar.ts'
import { newValues } from '../../kernels/kernel.ts'

/** A value as tests write it: bigint for int64 and timestamp (microseconds), days for date. */
export type Value = string | number | bigint | boolean | Uint8Array | null

/** A column of values; strings go into `dictionary`. */
export function columnFrom(type: TypeName, values: readonly Value[], dictionary = new Dictionary(16)): Column {
  const { length } = values
  const nullCount = values.filter(v => v === null).length
  if (type === 'string') {
    const ids = Int32Array.from(values, v => (v === null ? -1 : dictionary.internString(String(v))))
    return { type, length, ids, dictionary, nullCount }
  }
  const validity = nullCount === 0 ? null : new Uint8Array(validityBytes(length))
  for (const [i, v] of values.entries()) if (validity !== null && v !== null) setValid(validity, i)
  if (type === 'binary') {
    const parts = values.map(v => (v === null ? new Uint8Array(0) : (v as Uint8Array)))
    const offsets = new Int32Array(length + 1)
    parts.forEach((p, i) => {
      offsets[i + 1] = offsets[i] + p.length
    })
    return { type, length, offsets, bytes: new Uint8Array(Buffer.concat(parts)), validity, nullCount }
  }
  if (isObjectType(type)) return { type, length, objects: values as HostValue[], nullCount }
  const array = newValues(type, length)
  const wide = array instanceof BigInt64Array
  // What null rows hold must not matter.
  for (const [i, v] of values.entries())
    array[i] = v === null ? (wide ? 77n : 1) : wide ? BigInt(v as bigint) : Number(v)
  return { type, length, values: array, validity, nullCount } satisfies FixedColumn
}

/** A batch of columns given as `name: [type, values]`. */
export function batchFrom(columns: Readonly<Record<string, readonly [TypeName, readonly Value[]]>>): ColumnBatch {
  const entries = Object.entries(columns)
  return {
    schema: entries.map(([name, [type, values]]) => ({ name, type, nullable: values.includes(null) })),
    length: entries[0]?.[1][1].length ?? 0,
    columns: entries.map(([, [type, values]]) => columnFrom(type, values)),
  }
}

/** The values of a column, as `columnFrom` takes them; days are shown as dates. */
export function valuesOf(column: Column): Value[] {
  return Array.from({ length: column.length }, (_, i) => {
    if (column.type === 'string') return column.ids[i] < 0 ? null : column.dictionary.string(column.ids[i])
    if (isObjectColumn(column)) return column.objects[i] as Value
    if (column.validity !== null && (column.validity[i >> 3] & (1 << (i & 7))) === 0) return null
    if (column.type === 'binary') return column.bytes.slice(column.offsets[i], column.offsets[i + 1])
    if (column.type === 'boolean') return column.values[i] === 1
    return column.type === 'date' ? dateText(Number(column.values[i])) : column.values[i]
  })
}
