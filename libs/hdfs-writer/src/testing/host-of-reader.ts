import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { type HostValue, type MapValue, type TypeName, typeParts } from '@millrace/columns'

/** A value as DuckDB read it, as the host value that it was written from. */
export function hostOfDuckdb(value: DuckDBValue): HostValue {
  if (value === undefined) return null
  if (value instanceof DuckDBBlobValue) return Uint8Array.from(value.bytes)
  if (value instanceof DuckDBDateValue) return value.days
  if (value instanceof DuckDBDecimalValue) return value.value
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return value.micros
  if (value instanceof DuckDBListValue) return value.items.map(hostOfDuckdb)
  if (value instanceof DuckDBStructValue) return Object.values(value.entries).map(hostOfDuckdb)
  if (value instanceof DuckDBMapValue)
    return {
      keys: value.entries.map(entry => hostOfDuckdb(entry.key)),
      values: value.entries.map(entry => hostOfDuckdb(entry.value)),
    }
  return value as HostValue
}

/** A value as `readParquet` (hyparquet) gives it, likewise. */
export function hostOfHyparquet(type: TypeName, value: unknown): HostValue {
  if (value === null || value === undefined) return null
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return (value as unknown[]).map(item => hostOfHyparquet(parts.element, item))
    case 'map': {
      const entries = Object.entries(value as object)
      return {
        keys: entries.map(([key]) => key),
        values: entries.map(([, item]) => hostOfHyparquet(parts.value, item)),
      }
    }
    case 'struct':
      return parts.members.map(member => hostOfHyparquet(member.type, (value as Record<string, unknown>)[member.name]))
    default:
      if (value instanceof Uint8Array) return Uint8Array.from(value)
      return value as HostValue
  }
}

/** Maps in the order of their keys, since an object's may be another. */
export function sortedMaps(value: HostValue): HostValue {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(sortedMaps)
  const { keys, values } = value as MapValue
  const entries = keys.map((key, i) => [key, sortedMaps(values[i])] as const)
  entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  return { keys: entries.map(([key]) => key), values: entries.map(([, item]) => item) }
}

/** hyparquet reads decimals as doubles. */
export const isExactInHyparquet = (type: TypeName): boolean => !type.includes('decimal')
