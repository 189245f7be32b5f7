import type { Dictionary } from '@millrace/columns'
import type { Leaf } from './file-schema.ts'

/** Values without nulls, by their physical type; of strings the entries of a dictionary. `count` of them count. */
export type LeafValues =
  | { readonly kind: 'boolean'; readonly count: number; readonly values: Uint8Array }
  | { readonly kind: 'int32'; readonly count: number; readonly values: Int32Array }
  | { readonly kind: 'int64'; readonly count: number; readonly values: BigInt64Array }
  | { readonly kind: 'float'; readonly count: number; readonly values: Float32Array }
  | { readonly kind: 'double'; readonly count: number; readonly values: Float64Array }
  | StringValues
  | BinaryValues
  /** Numbers of `width` bytes, two's complement, high byte first. */
  | { readonly kind: 'fixed'; readonly count: number; readonly width: number; readonly bytes: Uint8Array }

export interface StringValues {
  readonly kind: 'string'
  readonly count: number
  readonly ids: Int32Array
  readonly dictionary: Dictionary
}

/** Value i is `bytes[starts[i] .. ends[i])`. */
export interface BinaryValues {
  readonly kind: 'binary'
  readonly count: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly bytes: Uint8Array
}

/** What one leaf of the schema holds in one row group. */
export interface LeafColumn {
  readonly leaf: Leaf
  /** Values and nulls, what stands for an empty list included. */
  readonly count: number
  /** The definition level of each, or the one that all have. */
  readonly definition: Int32Array | number
  /** The repetition level of each; null where every one is a row. */
  readonly repetition: Int32Array | null
  readonly values: LeafValues
}
