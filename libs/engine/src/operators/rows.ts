import { type Column, type ColumnBatch, isNull, isObjectColumn, type TypeName } from '@millrace/columns'
import type { HostType } from '../api/row-types.ts'
import { dateText } from '../kernels/calendar.ts'

type HostValue = HostType<TypeName> | null

/** A batch as objects with host values (see HostType): for results shown to people, not for hot paths. */
export const rowsOf = <Row = Record<string, HostValue>>(batch: ColumnBatch): Row[] =>
  Array.from(
    { length: batch.length },
    (_, r) => Object.fromEntries(batch.schema.map((f, i) => [f.name, valueAt(batch.columns[i], r)])) as Row,
  )

/** One value; null when it is null. */
export function valueAt(column: Column, row: number): HostValue {
  if (isNull(column, row)) return null
  switch (column.type) {
    case 'string':
      return column.dictionary.string(column.ids[row])
    case 'binary':
      return column.bytes.slice(column.offsets[row], column.offsets[row + 1])
    case 'boolean':
      return column.values[row] === 1
    case 'date':
      return dateText(Number(column.values[row])) as HostType<'date'>
    case 'timestamp':
      return new Date(Number((column.values[row] as bigint) / 1000n))
    default:
      return isObjectColumn(column) ? (column.objects[row] as HostValue) : column.values[row]
  }
}
