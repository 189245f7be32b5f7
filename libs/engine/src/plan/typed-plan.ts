import type { Schema } from '@millrace/columns'
import type { JoinType } from './logical-plan.ts'
import type { TypedAggregate, TypedExpression, TypedNamed, TypedSort } from './typed-expression.ts'
import type { TypedWindowCall } from './typed-window.ts'

/** A relational plan after analysis: every node with the columns that it gives, every expression with its type. */
export type TypedPlan =
  | TypedValues
  | TypedRelation
  | TypedProject
  | TypedFilter
  | TypedAggregation
  | TypedSorting
  | TypedLimit
  | TypedDistinct
  | TypedWindow
  | TypedGenerate
  | TypedJoin
  | TypedSetOperation

interface HasSchema {
  readonly schema: Schema
}

interface HasInput extends HasSchema {
  readonly input: TypedPlan
}

export interface TypedValues extends HasSchema {
  readonly op: 'values'
  readonly rows: readonly (readonly TypedExpression[])[]
}

export interface TypedRelation extends HasSchema {
  readonly op: 'relation'
  readonly name: string
  readonly streaming: boolean
}

export interface TypedProject extends HasInput {
  readonly op: 'project'
  readonly columns: readonly TypedNamed[]
}

export interface TypedFilter extends HasInput {
  readonly op: 'filter'
  readonly condition: TypedExpression
}

/**
 * Groups of rows. The result of the grouping has columns `key0` ..., `value0` ... (see Grouping) and, with sets, the grouping id;
 * `columns` are the node's own, computed over these.
 */
export interface TypedAggregation extends HasInput {
  readonly op: 'aggregate'
  readonly keys: readonly TypedExpression[]
  readonly functions: readonly TypedAggregate[]
  readonly columns: readonly TypedNamed[]
  /** For each grouping set the indices of its keys. */
  readonly sets?: readonly (readonly number[])[]
}

/** The column that tells grouping sets apart: a bit per key, the first key's the highest, set where the key is not in the set. */
export const GROUPING_ID = 'grouping'

export interface TypedSorting extends HasInput {
  readonly op: 'sort'
  readonly orders: readonly TypedSort[]
  /** No more rows than these are needed. */
  readonly limit?: number
}

export interface TypedLimit extends HasInput {
  readonly op: 'limit'
  readonly count: number
  readonly offset: number
}

export interface TypedDistinct extends HasInput {
  readonly op: 'distinct'
}

export interface TypedWindow extends HasInput {
  readonly op: 'window'
  readonly functions: readonly (TypedWindowCall & { readonly name: string })[]
}

export interface TypedGenerate extends HasInput {
  readonly op: 'generate'
  /** Name of the generator in the registry of generators. */
  readonly generator: string
  readonly args: readonly TypedExpression[]
  readonly outer: boolean
}

export interface TypedJoin extends HasSchema {
  readonly op: 'join'
  readonly left: TypedPlan
  readonly right: TypedPlan
  readonly type: JoinType
  /** Pairs of expressions of the left and of the right side that are equal. */
  readonly keys: readonly TypedJoinKey[]
  /** What else must be true of a pair, over the columns of both. */
  readonly residual: TypedExpression | null
}

export interface TypedJoinKey {
  readonly left: TypedExpression
  readonly right: TypedExpression
  /** `<=>`: null equals null. */
  readonly nullSafe: boolean
}

export interface TypedSetOperation extends HasSchema {
  readonly op: 'setOperation'
  readonly kind: 'union' | 'intersect' | 'except'
  readonly all: boolean
  /** Both sides have columns of the same types. */
  readonly left: TypedPlan
  readonly right: TypedPlan
}

/** The plans directly below. */
export function inputsOf(plan: TypedPlan): readonly TypedPlan[] {
  if ('left' in plan) return [plan.left, plan.right]
  return 'input' in plan ? [plan.input] : []
}

/** The plan over other inputs, of the same columns. */
export function withInputs(plan: TypedPlan, inputs: readonly TypedPlan[]): TypedPlan {
  if ('left' in plan) return { ...plan, left: inputs[0], right: inputs[1] }
  return 'input' in plan ? { ...plan, input: inputs[0] } : plan
}
