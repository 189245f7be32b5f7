import type { TypedAggregate, TypedCall, TypedExpression, TypedSort } from './typed-expression.ts'

/** A window function after analysis: what is computed, over which partitions, in which order, over which frame. */
export interface TypedWindowCall {
  /** A call of a window function (see its registry), or an aggregate. */
  readonly function: TypedCall | TypedAggregate
  readonly partitionBy: readonly TypedExpression[]
  readonly orderBy: readonly TypedSort[]
  /** Null for functions that look at the partition as a whole (ranks, lag, lead). */
  readonly frame: TypedFrame | null
}

/** The rows that a function sees; both bounds belong to it. */
export interface TypedFrame {
  readonly unit: 'rows' | 'range'
  readonly from: TypedBound
  readonly to: TypedBound
}

/**
 * A bound of a frame. `rows` is so many rows after the row. `range` is a value of the only sort key, computed from the row: in the
 * frame are rows that do not come before (or, at the upper bound, after) that value. `currentRow` of a range is all its peers.
 */
export type TypedBound =
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'currentRow' }
  | { readonly kind: 'rows'; readonly offset: number }
  | { readonly kind: 'range'; readonly value: TypedExpression }
