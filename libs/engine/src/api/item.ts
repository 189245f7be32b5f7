import type { Expr, NamedExpr } from './expr.ts'
import type { Resolve } from './row-types.ts'

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
export type Aggregates<Row> = { readonly [name: string]: Expr<Row, unknown> }

/** The columns that aggregates give. */
export type AggregatedRow<Row, A> = {
  readonly [K in keyof A]: A[K] extends Expr<never, infer O> ? Resolve<Row, O> : never
}
