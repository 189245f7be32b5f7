import type { TypeName } from '@millrace/columns'

/**
 * An expression as plain JSON: what plans hold, what travels to worker threads and what other engines translate.
 * Names of calls and aggregates are Spark SQL's in lower camel case (see the function registries).
 */
export type ExpressionNode = ColumnNode | LiteralNode | CallNode | CastNode | AggregateNode

export interface ColumnNode {
  readonly kind: 'column'
  readonly name: string
}

/**
 * A constant. int64 and timestamp (microseconds) are decimal strings, so that JSON keeps every digit; a double that JSON has no
 * number for is 'NaN', 'Infinity' or '-Infinity'; date is days since 1970; binary is base64. A null of no particular type is 'void'.
 */
export interface LiteralNode {
  readonly kind: 'literal'
  readonly type: TypeName | 'void'
  readonly value: string | number | boolean | null
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
}

/** An aggregate function over the rows of a group; `count` without arguments is `count(*)`. */
export interface AggregateNode {
  readonly kind: 'aggregate'
  readonly name: string
  readonly args: readonly ExpressionNode[]
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
