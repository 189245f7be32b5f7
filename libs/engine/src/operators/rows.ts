import {
  type Column,
  type ColumnBatch,
  type HostValue,
  isNull,
  isObjectColumn,
  type MapValue,
  type TypeName,
  typeParts,
} from '@millrace/columns'
import type { HostType } from '../api/host-type.ts'
import { dateText } from '../kernels/calendar.ts'

type RowValue = HostType<TypeName> | null

/** A batch as objects with host values (see HostType): for results shown to people, not for hot paths. */
export const rowsOf = <Row = Record<string, RowValue>>(batch: ColumnBatch): Row[] =>
  Array.from(
    { length: batch.length },
    (_, r) => Object.fromEntries(batch.schema.map((f, i) => [f.name, valueAt(batch.columns[i], r)])) as Row,
  )

/** One value; null when it is null. */
export function valueAt(column: Column, row: number): RowValue {
  if (isNull(column, row)) return null
  switch (column.type) {
    case 'string':
      return column.dictionary.string(column.ids[row])
    case 'binary':
      return column.bytes.slice(column.offsets[row], column.offsets[row + 1])
    case 'boolean':
      return column.values[row] === 1
    default:
      return isObjectColumn(column)
        ? rowValue(column.type, column.objects[row])
        : rowValue(column.type, column.values[row])
  }
}

/** A value as columns hold it, as rows show it: dates as text, times as Date, structs as objects, also inside of others. */
function rowValue(type: TypeName, value: HostValue): RowValue {
  if (value === null) return null
  if (type === 'date') return dateText(Number(value)) as HostType<'date'>
  if (type === 'timestamp' || type === 'timestamp_ntz') return new Date(Number((value as bigint) / 1000n))
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return (value as readonly HostValue[]).map(v => rowValue(parts.element, v)) as unknown as RowValue
    case 'struct': {
      const values = value as readonly HostValue[]
      return Object.fromEntries(
        parts.members.map(({ name, type: t }, i) => [name, rowValue(t, values[i])]),
      ) as unknown as RowValue
    }
    case 'map': {
      const { keys, values } = value as MapValue
      return {
        keys: keys.map(k => rowValue(parts.key, k)),
        values: values.map(v => rowValue(parts.value, v)),
      } as unknown as RowValue
    }
    default:
      return value as RowValue
  }
}
