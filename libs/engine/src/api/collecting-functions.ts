import { aggregate } from './aggregate-call.ts'
import type { NullsOption } from './aggregate-functions.ts'
import { Expr } from './expr.ts'
import { literalNode } from './literal.ts'
import type { ArgumentNeeds, ArgumentType, InGroup, InsideOf, ListOf, NotNull, StructOf } from './row-types.ts'
import type { Argument } from './scalar-functions.ts'
import type { SortOrder } from './sort-order.ts'

type Collected<A extends Argument> = Expr<
  InGroup<ArgumentNeeds<A, unknown>>,
  ListOf<NotNull<InsideOf<ArgumentType<A>>>>
>
/** Values and how often they are there. */
type Counted<A extends Argument, Name extends string> = Expr<
  InGroup<ArgumentNeeds<A, unknown>>,
  ListOf<StructOf<{ readonly [K in Name]: InsideOf<ArgumentType<A>> } & { readonly count: bigint }>>
>

/** Some value: the first. */
export const anyValue = <A extends Argument>(
  arg: A,
  { ignoreNulls = false }: NullsOption = {},
): Expr<InGroup<ArgumentNeeds<A, unknown>>, InsideOf<ArgumentType<A>> | null> =>
  new Expr(aggregate('anyValue', [arg], [literalNode(ignoreNulls)]))

/** All values that are not null, in the order of the rows: a list. */
export const collectList = <A extends Argument>(arg: A): Collected<A> => new Expr(aggregate('collectList', [arg]))

/** The different values that are not null: a list, in order of first appearance. */
export const collectSet = <A extends Argument>(arg: A): Collected<A> => new Expr(aggregate('collectSet', [arg]))

/**
 * The values that are not null as one string (numbers and dates as text), in the order of the rows or of `orderBy`; null without values.
 * @param delimiter stands between values; default ''
 */
export const listagg = <A extends Argument, N = unknown>(
  arg: A,
  delimiter = '',
  orderBy: readonly SortOrder<N>[] = [],
): Expr<InGroup<ArgumentNeeds<A, unknown> & N>, string | null> =>
  new Expr(
    aggregate(
      'listagg',
      [arg],
      [literalNode(delimiter)],
      orderBy.map(o => o.node),
    ),
  )

/** The `k` most frequent values with their exact counts: a list of struct<value, count>, the most frequent first. */
export const topK = <A extends Argument>(arg: A, k = 5): Counted<A, 'value'> =>
  new Expr(aggregate('topK', [arg], [literalNode(k)]))

/**
 * The same in bounded memory, by Space-Saving: a list of struct<item, count>. Counts are exact while there are no more different values
 * than are tracked, else too high by at most rows / maxItemsTracked.
 */
export const approxTopK = <A extends Argument>(arg: A, k = 5, maxItemsTracked = 10_000): Counted<A, 'item'> =>
  new Expr(aggregate('approxTopK', [arg], [literalNode(k), literalNode(maxItemsTracked)]))
