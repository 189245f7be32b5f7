import type { Schema } from '@millrace/columns'
import type { ColumnNeed, FormatSpec } from '@millrace/log-parser'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { TypedExpression } from './typed-expression.ts'

/** What a task does with its records, as JSON: all that a worker has to know. */
export interface WorkerPlan {
  /** Null where records are rows already. */
  readonly parser: { readonly module: string; readonly name: string; readonly format: FormatSpec } | null
  /** Reasons by index, as the parser gives them. */
  readonly reasons: readonly string[]
  readonly needs: PlanNeeds
  /** Columns of parsed rows: the parser's, then the source's; only those needed. Of rows that need no parser the same. */
  readonly parsed: BlockPlan
  /** Columns of malformed rows: reason, raw, then the source's; only those needed. */
  readonly malformed: BlockPlan
}

/** Which columns the query asks for. */
export interface PlanNeeds {
  /** Parser columns: their values, or only their nulls. Columns that are not here need not be parsed. */
  readonly parser: Readonly<Record<string, ColumnNeed>>
  /** Source columns, in the order of the source's schema. */
  readonly source: readonly string[]
}

/** Work on one kind of block: selections, then expressions over them, then what uses these. */
export interface BlockPlan {
  readonly schema: Schema
  /** Filters; `input` is the index of the selection that is narrowed, -1 for all rows. */
  readonly selections: readonly { readonly input: number; readonly condition: TypedExpression }[]
  /** Each distinct expression once, computed for the rows of a selection (-1: all rows). */
  readonly expressions: readonly { readonly selection: number; readonly expression: TypedExpression }[]
  readonly aggregations: readonly AggregationPlan[]
  readonly rows: readonly RowsPlan[]
}

/** A partial aggregation; `keys` and `args` are indices of expressions. */
export interface AggregationPlan {
  /** Index of the aggregation in the whole pipeline. */
  readonly id: number
  readonly selection: number
  readonly spec: GroupingSpec
  readonly keys: readonly number[]
  /** For each function its arguments. */
  readonly args: readonly (readonly number[])[]
}

/** Rows for an append sink; `columns` are indices of expressions. */
export interface RowsPlan {
  readonly output: string
  readonly selection: number
  readonly schema: Schema
  readonly columns: readonly number[]
}
