import type { Column, TypeName } from '@millrace/columns'
import type { Json } from '../../connector/json.ts'
import type { Resolved } from '../../kernels/function.ts'
import type { TypedExpression, TypedSort } from '../../plan/typed-expression.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { Block } from './block.ts'

/** Intermediate state of one aggregate function: rows of columns, most often one row per group. */
export interface StateTable<C = PlainColumn> {
  readonly length: number
  readonly columns: readonly C[]
}

/** An aggregate function's memory for all groups: the same in workers, in the merged state and in snapshots. */
export interface Accumulator {
  /** Bytes held. */
  readonly byteSize: number
  /** True where a group has any number of rows in the state's table, whose first column is then the group of each (int32). */
  readonly manyRows?: boolean
  /** Adds the rows of a block. */
  update(args: readonly PlainColumn[], block: Block): void
  /** The intermediate state of groups 0 to `size` - 1, sharing no memory that later changes. */
  state(size: number): StateTable<Column>
  /** Adds a state; `groups[i]` is the group here of its group i, -1 for one that is left out; `size` the number of groups here. */
  merge(state: StateTable, groups: Int32Array, size: number): void
  /** The final values of groups 0 to `size` - 1. */
  result(size: number): Column
}

/** A type with its nullability: what an accumulator has to know of an argument or a key. */
export interface ValueType {
  readonly type: TypeName
  readonly nullable: boolean
}

/** What an accumulator has to know of a call besides the arguments: the type of the result, and constants. */
export interface FunctionCall extends ValueType {
  /** Constants that `resolve` took out of the arguments, as the function itself wrote them. */
  readonly parameters?: Json
}

/** What stands beside the arguments of an aggregate function. */
export interface AggregateModifiers {
  readonly distinct: boolean
  /** The order of WITHIN GROUP; empty without. */
  readonly orderBy: readonly TypedSort[]
}

export interface ResolvedAggregate extends Resolved {
  readonly parameters?: Json
  /** The function that does the work, when it is another one. */
  readonly name?: string
}

/** An aggregate function: its type rule and its accumulator. */
export interface AggregateFunction {
  /** Throws MILLRACE_ANALYSIS in Spark's words when the arguments do not fit. */
  resolve(args: readonly TypedExpression[], name: string, modifiers: AggregateModifiers): ResolvedAggregate
  create(args: readonly ValueType[], call: FunctionCall): Accumulator
  /** True when only the nulls of the arguments matter, not their values. */
  readonly validityOnly?: boolean
  /** True when a value counts once however often it comes, so that DISTINCT changes nothing. */
  readonly idempotent?: boolean
  /** True when it takes WITHIN GROUP (ORDER BY ...). */
  readonly ordered?: boolean
}
