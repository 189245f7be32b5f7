import type { AggregateNode } from '../plan/expression-node.ts'
import { argumentNode, Expr } from './expr.ts'
import type { ArgumentNeeds, ArgumentType, Numeric, UnionToIntersection } from './row-types.ts'
import type { Argument } from './scalar-functions.ts'

const aggregate = (name: string, ...args: readonly Argument[]): AggregateNode => ({
  kind: 'aggregate',
  name,
  args: args.map(argumentNode),
})

/** `count()` counts rows, `count(column)` the rows where it is not null. */
export function count(): Expr<unknown, bigint>
export function count<A extends Argument>(arg: A): Expr<ArgumentNeeds<A, unknown>, bigint>
export function count(arg?: Argument): Expr<never, bigint> {
  return new Expr(arg === undefined ? aggregate('count') : aggregate('count', arg))
}

/** How many rows the condition is true for. */
export const countIf = <A extends Argument>(condition: A): Expr<ArgumentNeeds<A, boolean | null>, bigint> =>
  new Expr(aggregate('countIf', condition))

/** How many different values (or combinations of values) there are, exactly; rows with a null among them do not count. */
export const countDistinct = <A extends readonly [Argument, ...Argument[]]>(
  ...args: A
): Expr<UnionToIntersection<ArgumentNeeds<A[number], unknown>>, bigint> => new Expr(aggregate('countDistinct', ...args))

/** The sum: int64 for integers (MILLRACE_ARITHMETIC when it does not fit), double for doubles; null without values. */
export const sum = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, Numeric>, number | bigint | null> =>
  new Expr(aggregate('sum', arg))

/** The mean, a double; null without values. */
export const avg = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, Numeric>, number | null> =>
  new Expr(aggregate('avg', arg))

/** The smallest value; strings by their UTF-8 bytes, NaN above every number. */
export const min = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, unknown>, ArgumentType<A> | null> =>
  new Expr(aggregate('min', arg))

/** The largest value; strings by their UTF-8 bytes, NaN above every number. */
export const max = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, unknown>, ArgumentType<A> | null> =>
  new Expr(aggregate('max', arg))

/** Sample standard deviation (`stddev_samp`); null with fewer than two values. */
export const stddev = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, Numeric>, number | null> =>
  new Expr(aggregate('stddev', arg))

/** Population standard deviation (`stddev_pop`). */
export const stddevPop = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, Numeric>, number | null> =>
  new Expr(aggregate('stddevPop', arg))

/** Sample variance (`var_samp`); null with fewer than two values. */
export const variance = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, Numeric>, number | null> =>
  new Expr(aggregate('variance', arg))
