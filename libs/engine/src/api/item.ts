import type { ExpressionNode, NamedNode } from '../plan/expression-node.ts'
import { type Expr, NamedExpr } from './expr.ts'
import type { GroupRow, Resolve } from './row-types.ts'

/** What `select` and `groupBy` take: the name of a column, or an expression named with `as`. */
export type Item<Row> = (keyof Row & string) | NamedExpr<Row, unknown, string>

/** The row that items give. */
export type ItemsRow<Row, Items extends readonly unknown[]> = Items extends readonly [infer First, ...infer Rest]
  ? ItemRow<Row, First> & ItemsRow<Row, Rest>
  : unknown

type ItemRow<Row, I> =
  I extends NamedExpr<never, infer O, infer Name>
    ? { readonly [K in Name]: Resolve<Row, O> }
    : I extends keyof Row
      ? { readonly [K in I]: Row[K] }
      : unknown

/** What `agg` takes: expressions over aggregate functions, by column name. */
export type Aggregates<Row, Keys> = { readonly [name: string]: Expr<GroupRow<Row, Keys>, unknown> }

/** The columns that aggregates give. */
export type AggregatedRow<Row, Keys, A> = {
  readonly [K in keyof A]: A[K] extends Expr<never, infer O> ? Resolve<GroupRow<Row, Keys>, O> : never
}

/** The expression and the name of an item. */
export function namedNode(item: string | NamedExpr<never, unknown, string>): NamedNode {
  const expression: ExpressionNode = item instanceof NamedExpr ? item.node : { kind: 'column', name: item }
  return { name: item instanceof NamedExpr ? item.name : item, expression }
}
