import {
  type ColumnBatch,
  type HostValue,
  type MapValue,
  type Schema,
  type TypeName,
  typeParts,
} from '@millrace/columns'
import type { RowOf } from '../api/row-types.ts'
import { hostCast } from '../kernels/cast-host.ts'
import { columnOfHosts } from '../operators/host-values.ts'

/** What a row may hold: what `rowsOf` gives, what columns hold, or a text that can be cast. */
type Given<Row> = { readonly [K in keyof Row]?: Row[K] | Other<Row[K]> }
type Other<T> = T extends string | boolean | null
  ? never
  : T extends Date
    ? bigint | string
    : T extends number | bigint
      ? string
      : HostValue

/**
 * Rows as columns, for tests and examples. A timestamp is a Date, a date `YYYY-MM-DD`, a struct an object; a string where a column is
 * of another type is cast to it (`'12.50'` to a decimal), anything else is as columns hold it (HostValue). A column that a row lacks is null.
 *
 * @throws MILLRACE_ARITHMETIC for a string that cannot be cast
 */
export function batchOf<const S extends Schema>(schema: S, rows: readonly Given<RowOf<S>>[]): ColumnBatch {
  const columns = schema.map(({ name, type }) => {
    const values = rows.map(row => (row as Readonly<Record<string, unknown>>)[name] ?? null)
    return columnOfHosts(type, values.map(hostValue(type)))
  })
  return { schema, length: rows.length, columns }
}

/** Makes values as people write them into what columns hold. */
function hostValue(type: TypeName): (value: unknown) => HostValue {
  const parts = typeParts(type)
  const nested = nestedValue(type)
  const cast = type === 'string' || parts.kind === 'struct' ? undefined : hostCast('string', type)
  return value => {
    if (value === null || value === undefined) return null
    if (value instanceof Date) return BigInt(value.getTime()) * 1000n
    if (typeof value === 'string' && cast !== undefined) return cast(value)
    return nested === undefined ? (value as HostValue) : nested(value as object)
  }
}

function nestedValue(type: TypeName): ((value: object) => HostValue) | undefined {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list': {
      const element = hostValue(parts.element)
      return list => (list as readonly unknown[]).map(element)
    }
    case 'map': {
      const [key, value] = [hostValue(parts.key), hostValue(parts.value)]
      return map => {
        const { keys, values } = map as MapValue
        return { keys: keys.map(key), values: values.map(value) }
      }
    }
    case 'struct': {
      const members = parts.members.map(m => ({ name: m.name, value: hostValue(m.type) }))
      return struct =>
        members.map(({ name, value }, i) =>
          value(Array.isArray(struct) ? struct[i] : (struct as Readonly<Record<string, unknown>>)[name]),
        )
    }
    default:
      return undefined
  }
}
