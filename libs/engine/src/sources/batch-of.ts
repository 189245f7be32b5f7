import type { ColumnBatch, HostValue, Schema, TypeName } from '@millrace/columns'
import type { RowOf } from '../api/row-types.ts'
import { hostCast } from '../kernels/cast-host.ts'
import { columnOfHosts } from '../operators/host-values.ts'

/**
 * Rows as columns, for tests and examples. A timestamp is a Date, a date `YYYY-MM-DD`; a string where a column is of another type is
 * cast to it (`'12.50'` to a decimal), anything else is as columns hold it (HostValue). A column that a row lacks is null.
 *
 * @throws MILLRACE_ARITHMETIC for a string that cannot be cast
 */
export function batchOf<const S extends Schema>(schema: S, rows: readonly Partial<RowOf<S>>[]): ColumnBatch {
  const columns = schema.map(({ name, type }) => {
    const values = rows.map(row => (row as Readonly<Record<string, HostValue | Date>>)[name] ?? null)
    return columnOfHosts(type, values.map(hostValue(type)))
  })
  return { schema, length: rows.length, columns }
}

function hostValue(type: TypeName): (value: HostValue | Date) => HostValue {
  const cast = type === 'string' ? undefined : hostCast('string', type)
  return value => {
    if (value instanceof Date) return BigInt(value.getTime()) * 1000n
    return typeof value === 'string' && cast !== undefined ? cast(value) : value
  }
}
