import type { TypeName } from '@millrace/columns'
import type { Json } from '../connector/json.ts'
import type { LogicalPlan } from './logical-plan.ts'

/**
 * An expression as plain JSON: what plans hold, what travels to worker threads and what other engines translate.
 * Names of calls and aggregates are Spark SQL's in lower camel case (see the function registries).
 */
export type ExpressionNode =
  | ColumnNode
  | LiteralNode
  | CallNode
  | CastNode
  | AggregateNode
  | WindowNode
  | LambdaNode
  | SubqueryNode

export interface ColumnNode {
  readonly kind: 'column'
  readonly name: string
}

/**
 * A constant. int64 and timestamp (microseconds) are decimal strings, so that JSON keeps every digit; a double that JSON has no
 * number for is 'NaN', 'Infinity' or '-Infinity'; date is days since 1970; binary is base64; object types as in kernels/host-json.ts.
 * A null of no particular type is 'void'.
 */
export interface LiteralNode {
  readonly kind: 'literal'
  readonly type: TypeName
  readonly value: Json
}

export interface CallNode {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly ExpressionNode[]
}

export interface CastNode {
  readonly kind: 'cast'
  readonly to: TypeName
  readonly arg: ExpressionNode
  /** try_cast: null where a cast would raise an error. */
  readonly try?: boolean
}

/** An aggregate function over the rows of a group; `count` without arguments is `count(*)`. */
export interface AggregateNode {
  readonly kind: 'aggregate'
  readonly name: string
  readonly args: readonly ExpressionNode[]
  /** Over distinct arguments only. */
  readonly distinct?: boolean
  /** Only rows for which this is true. */
  readonly filter?: ExpressionNode
  /** Spark's WITHIN GROUP (ORDER BY ...). */
  readonly orderBy?: readonly SortNode[]
}

/** A window function: for each row over the rows of its partition. Stands only in the functions of a Window plan node. */
export interface WindowNode {
  readonly kind: 'window'
  /** A call of rank, rowNumber, lag ..., or an aggregate. */
  readonly function: CallNode | AggregateNode
  readonly partitionBy: readonly ExpressionNode[]
  readonly orderBy: readonly SortNode[]
  /** Default: with an order the rows up to the last peer of this one (range), else the whole partition. */
  readonly frame?: WindowFrame
}

/** Bounds are relative to the row: rows, or values of the only sort key; negative before, null unbounded. */
export interface WindowFrame {
  readonly unit: 'rows' | 'range'
  readonly from: ExpressionNode | null
  readonly to: ExpressionNode | null
}

/** A function as an argument of a higher-order function; in the body its parameters are columns, which hide others of their names. */
export interface LambdaNode {
  readonly kind: 'lambda'
  readonly parameters: readonly string[]
  readonly body: ExpressionNode
}

/** The value of a query's only column and row, whether it has rows, or whether `value` is among its rows. */
export interface SubqueryNode {
  readonly kind: 'subquery'
  readonly form: 'scalar' | 'exists' | 'in'
  readonly plan: LogicalPlan
  readonly value?: ExpressionNode
}

/** A key of a sort. Spark's default: nulls first when ascending, last when descending. */
export interface SortNode {
  readonly expression: ExpressionNode
  readonly direction: 'asc' | 'desc'
  readonly nulls: 'first' | 'last'
}

/** An expression and the column name of its values. */
export interface NamedNode {
  readonly name: string
  readonly expression: ExpressionNode
}
