import { isValid } from './bitmap.ts'
import type { Dictionary } from './dictionary.ts'
import type { Schema } from './schema.ts'

export type FixedValues = Uint8Array | Int16Array | Int32Array | Float64Array | BigInt64Array

/**
 * A column of fixed-width values: boolean in Uint8Array (0 or 1 a row), int16, int32 and date in their arrays, double in
 * Float64Array, int64 and timestamp in BigInt64Array (read without BigInt through `readInt64`).
 * `values` may be longer than `length`; only the first `length` rows count.
 */
export interface FixedColumn {
  readonly type: 'boolean' | 'int16' | 'int32' | 'int64' | 'double' | 'date' | 'timestamp'
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

export type Column = FixedColumn | StringColumn | BinaryColumn

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
  column.type === 'string' ? column.ids[row] < 0 : !isValid(column.validity, row)
