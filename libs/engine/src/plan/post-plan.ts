import type { Schema } from '@millrace/columns'
import type { FunctionSpec } from '../operators/aggregate/grouping.ts'
import type { TypedExpression, TypedNamed, TypedSort } from './typed-expression.ts'

/** An operator over an aggregation's result, run where the partial results meet. */
export type PostOperator = PostProject | PostFilter | PostSort | PostLimit | PostAggregate | PostGenerate

export interface PostProject {
  readonly op: 'project'
  readonly columns: readonly TypedNamed[]
}

export interface PostFilter {
  readonly op: 'filter'
  readonly condition: TypedExpression
}

export interface PostSort {
  readonly op: 'sort'
  readonly orders: readonly TypedSort[]
}

export interface PostLimit {
  readonly op: 'limit'
  readonly count: number
  /** Rows that are left out before. */
  readonly offset: number
}

/** For each row the rows that a generator makes of it, after its own columns. */
export interface PostGenerate {
  readonly op: 'generate'
  /** Name in the registry of generators. */
  readonly generator: string
  readonly args: readonly TypedExpression[]
  readonly outer: boolean
  readonly schema: Schema
}

/** An aggregation of a result; gives columns `key0` ... and `value0` ... */
export interface PostAggregate {
  readonly op: 'aggregate'
  readonly keys: readonly TypedExpression[]
  readonly functions: readonly (FunctionSpec & { readonly expressions: readonly TypedExpression[] })[]
}
