import { isValid } from './bitmap.ts'
import type { Dictionary } from './dictionary.ts'
import type { FixedType, ObjectType, Schema } from './schema.ts'

export type FixedValues = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array | BigInt64Array

/**
 * A column of fixed-width values: boolean in Uint8Array (0 or 1 a row), int8, int16, int32, date and interval_ym in their arrays,
 * float in Float32Array, double in Float64Array, int64, timestamp, timestamp_ntz and interval_dt in BigInt64Array (read without
 * BigInt through `readInt64`).
 * `values` may be longer than `length`; only the first `length` rows count.
 */
export interface FixedColumn {
  readonly type: FixedType
  readonly length: number
  readonly values: FixedValues
  /** Arrow validity bitmap, or null when no row is null. */
  readonly validity: Uint8Array | null
  readonly nullCount: number
}

/** Dictionary-encoded strings, always valid UTF-8: `ids[row]` indexes `dictionary`; -1 is null. */
export interface StringColumn {
  readonly type: 'string'
  readonly length: number
  readonly ids: Int32Array
  readonly dictionary: Dictionary
  readonly nullCount: number
}

/** Plain variable-length bytes: row i is `bytes[offsets[i] .. offsets[i + 1])`. */
export interface BinaryColumn {
  readonly type: 'binary'
  readonly length: number
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
  readonly validity: Uint8Array | null
  readonly nullCount: number
}

/**
 * A value of any type as JavaScript holds it inside ObjectColumn and in functions of host values: boolean; number for int8 to int32,
 * date (days), interval_ym (months), float and double; bigint for int64, timestamp, timestamp_ntz, interval_dt (microseconds) and
 * decimal (unscaled); string; Uint8Array for binary; an array of values for list and struct (members in order); MapValue; Interval.
 */
export type HostValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly HostValue[]
  | MapValue
  | Interval

/** A map's entries, in their order; keys are never null and never twice there. */
export interface MapValue {
  readonly keys: readonly HostValue[]
  readonly values: readonly HostValue[]
}

/** Spark's calendar interval. */
export interface Interval {
  readonly months: number
  readonly days: number
  readonly microseconds: bigint
}

/** Values of types that no typed array holds, one a row; null is null. */
export interface ObjectColumn {
  readonly type: ObjectType
  readonly length: number
  readonly objects: readonly HostValue[]
  readonly nullCount: number
}

export type Column = FixedColumn | StringColumn | BinaryColumn | ObjectColumn

export const isObjectColumn = (column: Column): column is ObjectColumn => 'objects' in column

/** Rows as columns; `columns[i]` belongs to `schema[i]` and every column has `length` rows. */
export interface ColumnBatch {
  readonly schema: Schema
  readonly length: number
  readonly columns: readonly Column[]
}

/** The column of that name, or undefined. */
export function columnOf(batch: ColumnBatch, name: string): Column | undefined {
  const i = batch.schema.findIndex(f => f.name === name)
  return i < 0 ? undefined : batch.columns[i]
}

export const isNull = (column: Column, row: number): boolean =>
  'ids' in column
    ? column.ids[row] < 0
    : isObjectColumn(column)
      ? column.objects[row] === null
      : !isValid(column.validity, row)
