import type { TypeName } from '@millrace/columns'
import type { Json } from '../connector/json.ts'
import type { LiteralNode } from './expression-node.ts'

/**
 * An expression after analysis: every name resolved, every implicit cast written out, every node with its type. Also plain JSON;
 * kernels are generated from it.
 */
export type TypedExpression =
  | TypedColumn
  | TypedLiteral
  | TypedCall
  | TypedCast
  | TypedAggregate
  | TypedLambda
  | TypedVariable

interface Typed {
  readonly type: TypeName
  /** False when the value can never be null. */
  readonly nullable: boolean
}

export interface TypedColumn extends Typed {
  readonly kind: 'column'
  readonly name: string
}

export interface TypedLiteral extends Typed {
  readonly kind: 'literal'
  readonly value: LiteralNode['value']
}

export interface TypedCall extends Typed {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly TypedExpression[]
  /** The session's time zone, where the function depends on it. */
  readonly timeZone?: string
}

/** A cast to `type`. */
export interface TypedCast extends Typed {
  readonly kind: 'cast'
  readonly arg: TypedExpression
  /** Null where the cast would raise an error. */
  readonly try?: boolean
  readonly timeZone?: string
}

export interface TypedAggregate extends Typed {
  readonly kind: 'aggregate'
  readonly name: string
  /** With WITHIN GROUP also the expressions that are sorted by, where the function wants them. */
  readonly args: readonly TypedExpression[]
  /** Constants of the call; see the aggregate function. */
  readonly parameters?: Json
  readonly distinct?: boolean
  readonly filter?: TypedExpression
}

/** A function as an argument of a higher-order function; its type is that of its body. */
export interface TypedLambda extends Typed {
  readonly kind: 'lambda'
  readonly parameters: readonly TypedVariable[]
  readonly body: TypedExpression
}

/** A parameter of a lambda. */
export interface TypedVariable extends Typed {
  readonly kind: 'variable'
  readonly name: string
}

/** A sort key after analysis. */
export interface TypedSort {
  readonly expression: TypedExpression
  readonly direction: 'asc' | 'desc'
  readonly nulls: 'first' | 'last'
}

/** A typed expression and the column name of its values. */
export interface TypedNamed {
  readonly name: string
  readonly expression: TypedExpression
}

/** The expressions directly below. */
export function childrenOf(e: TypedExpression): readonly TypedExpression[] {
  switch (e.kind) {
    case 'call':
      return e.args
    case 'aggregate':
      return e.filter === undefined ? e.args : [...e.args, e.filter]
    case 'cast':
      return [e.arg]
    case 'lambda':
      return [e.body]
    default:
      return []
  }
}

/** Rebuilds a tree bottom-up; `change` sees each node after its children. */
export function rewrite(e: TypedExpression, change: (e: TypedExpression) => TypedExpression): TypedExpression {
  switch (e.kind) {
    case 'call':
      return change({ ...e, args: e.args.map(a => rewrite(a, change)) })
    case 'aggregate':
      return change(rewriteAggregate(e, a => rewrite(a, change)))
    case 'cast':
      return change({ ...e, arg: rewrite(e.arg, change) })
    case 'lambda':
      return change({ ...e, body: rewrite(e.body, change) })
    default:
      return change(e)
  }
}

/** The aggregate with other arguments and another filter. */
export const rewriteAggregate = (
  e: TypedAggregate,
  change: (e: TypedExpression) => TypedExpression,
): TypedAggregate => ({
  ...e,
  args: e.args.map(change),
  ...(e.filter === undefined ? {} : { filter: change(e.filter) }),
})
