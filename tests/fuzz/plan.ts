import type { Expression } from './expression.ts'
import type { Invocation } from './invocation.ts'
import type { Column, Table } from './table.ts'

/** A typed relational plan. Column names are used once in a plan, so that no name is ever ambiguous. */
export type Plan =
  | TableRef
  | Project
  | Filter
  | SubqueryFilter
  | Aggregate
  | Distinct
  | Sort
  | Window
  | Join
  | SetOperation

interface HasColumns {
  readonly columns: readonly Column[]
  /** No more rows than these come out, by which sums are kept from overflowing. */
  readonly rows: number
}

interface HasInput extends HasColumns {
  readonly input: Plan
}

export interface TableRef extends HasColumns {
  readonly op: 'table'
  readonly table: Table
}

/** An expression for each column. */
export interface Project extends HasInput {
  readonly op: 'project'
  readonly expressions: readonly Expression[]
}

export interface Filter extends HasInput {
  readonly op: 'filter'
  readonly condition: Expression
}

/** The rows whose value is (not) in a column of another plan, has (no) equal there, or is less than the largest there. */
export interface SubqueryFilter extends HasInput {
  readonly op: 'subquery'
  readonly form: 'in' | 'notIn' | 'exists' | 'notExists' | 'scalar'
  readonly value: Column
  readonly other: Plan
  readonly column: Column
}

export type Grouping = 'plain' | 'rollup' | 'cube' | 'sets'

/** Columns: the keys, the aggregates, and with grouping sets their number. */
export interface Aggregate extends HasInput {
  readonly op: 'aggregate'
  readonly keys: readonly Expression[]
  readonly aggregates: readonly Invocation[]
  readonly grouping: Grouping
  /** With any grouping but the plain one: which keys are in each. */
  readonly sets: readonly (readonly number[])[]
}

export interface Distinct extends HasInput {
  readonly op: 'distinct'
}

export interface SortKey {
  readonly column: Column
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/** By every column in some order, so that what follows a limit is certain; null keeps all rows. */
export interface Sort extends HasInput {
  readonly op: 'sort'
  readonly keys: readonly SortKey[]
  readonly limit: number | null
  readonly offset: number
}

export interface Frame {
  readonly unit: 'rows' | 'range'
  /** Relative to the row, negative before it; null is unbounded. */
  readonly from: number | null
  readonly to: number | null
}

/** The input's columns and one more for each function. */
export interface Window extends HasInput {
  readonly op: 'window'
  readonly functions: readonly WindowCall[]
}

export interface WindowCall {
  readonly invocation: Invocation
  readonly partitionBy: readonly Column[]
  readonly orderBy: readonly SortKey[]
  readonly frame: Frame | null
}

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'leftSemi' | 'leftAnti'

export interface Join extends HasColumns {
  readonly op: 'join'
  readonly type: JoinType
  readonly left: Plan
  readonly right: Plan
  readonly condition: Expression | null
}

/** Columns by position; the columns of the result have names of their own. */
export interface SetOperation extends HasColumns {
  readonly op: 'setOperation'
  readonly kind: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: Plan
  readonly right: Plan
}

/** The plans directly below. */
export function inputsOf(plan: Plan): readonly Plan[] {
  if ('left' in plan) return [plan.left, plan.right]
  if ('other' in plan) return [plan.input, plan.other]
  return 'input' in plan ? [plan.input] : []
}
