import { aggregate } from './aggregate-call.ts'
import { Expr } from './expr.ts'
import { literalNode } from './literal.ts'
import type {
  AnyExpr,
  ArgumentNeeds,
  ArgumentType,
  InGroup,
  InsideOf,
  Numeric,
  OperandNeeds,
  UnionToIntersection,
} from './row-types.ts'
import type { Argument } from './scalar-functions.ts'

/** An expression that needs of a row what its argument needs to be of type `T`. */
type Of<A extends Argument, T, O> = Expr<InGroup<ArgumentNeeds<A, T>>, O>

/** `count()` counts rows, `count(column)` the rows where it is not null. */
export function count(): Expr<InGroup<unknown>, bigint>
export function count<A extends Argument>(arg: A): Of<A, unknown, bigint>
export function count(arg?: Argument): Expr<never, bigint> {
  return new Expr(aggregate('count', arg === undefined ? [] : [arg]))
}

/** How many rows the condition is true for. */
export const countIf = <A extends Argument>(condition: A): Of<A, boolean | null, bigint> =>
  new Expr(aggregate('countIf', [condition]))

/** How many different values (or combinations of values) there are, exactly; rows with a null among them do not count. */
export const countDistinct = <A extends readonly [Argument, ...Argument[]]>(
  ...args: A
): Expr<InGroup<UnionToIntersection<ArgumentNeeds<A[number], unknown>>>, bigint> =>
  new Expr(aggregate('countDistinct', args))

/**
 * About how many different values there are, by HyperLogLog++.
 * @param relativeError standard deviation of the error; default 0.05, at most 0.39
 */
export const approxCountDistinct = <A extends Argument>(arg: A, relativeError = 0.05): Of<A, unknown, bigint> =>
  new Expr(aggregate('approxCountDistinct', [arg], [literalNode(relativeError)]))

/**
 * The sum: int64 for integers (MILLRACE_ARITHMETIC when it does not fit), double for floats and doubles, a decimal of ten more digits for
 * decimals; null without values.
 */
export const sum = <A extends Argument>(arg: A): Of<A, Numeric, number | bigint | null> =>
  new Expr(aggregate('sum', [arg]))

/** The sum, null where it does not fit its type. */
export const trySum = <A extends Argument>(arg: A): Of<A, Numeric, number | bigint | null> =>
  new Expr(aggregate('trySum', [arg]))

/** The mean, a double (of decimals a decimal of four more digits); null without values. */
export const avg = <A extends Argument>(arg: A): Of<A, Numeric, number | null> => new Expr(aggregate('avg', [arg]))

/** The mean, null where it does not fit its type. */
export const tryAvg = <A extends Argument>(arg: A): Of<A, Numeric, number | bigint | null> =>
  new Expr(aggregate('tryAvg', [arg]))

/** The product, a double; null without values. */
export const product = <A extends Argument>(arg: A): Of<A, Numeric, number | null> =>
  new Expr(aggregate('product', [arg]))

/** The smallest value; strings by their UTF-8 bytes, NaN above every number. */
export const min = <A extends Argument>(arg: A): Of<A, unknown, InsideOf<ArgumentType<A>> | null> =>
  new Expr(aggregate('min', [arg]))

/** The largest value; strings by their UTF-8 bytes, NaN above every number. */
export const max = <A extends Argument>(arg: A): Of<A, unknown, InsideOf<ArgumentType<A>> | null> =>
  new Expr(aggregate('max', [arg]))

type Both<A extends Argument, B extends Argument> = InGroup<ArgumentNeeds<A, unknown> & ArgumentNeeds<B, unknown>>

/** The value of the row in which `by` is smallest; of several the last one. */
export const minBy = <A extends Argument, B extends Argument>(
  value: A,
  by: B,
): Expr<Both<A, B>, InsideOf<ArgumentType<A>> | null> => new Expr(aggregate('minBy', [value, by]))

/** The value of the row in which `by` is largest; of several the last one. */
export const maxBy = <A extends Argument, B extends Argument>(
  value: A,
  by: B,
): Expr<Both<A, B>, InsideOf<ArgumentType<A>> | null> => new Expr(aggregate('maxBy', [value, by]))

/** Which of the values a positional function takes. */
export interface NullsOption {
  /** Passes over nulls. Default false. */
  readonly ignoreNulls?: boolean
}

/** The first value in the order of the rows. */
export const first = <A extends Argument>(
  arg: A,
  { ignoreNulls = false }: NullsOption = {},
): Of<A, unknown, InsideOf<ArgumentType<A>> | null> => new Expr(aggregate('first', [arg], [literalNode(ignoreNulls)]))

/** The last value in the order of the rows. */
export const last = <A extends Argument>(
  arg: A,
  { ignoreNulls = false }: NullsOption = {},
): Of<A, unknown, InsideOf<ArgumentType<A>> | null> => new Expr(aggregate('last', [arg], [literalNode(ignoreNulls)]))

/** True when all values are; nulls do not count. */
export const boolAnd = <A extends Argument>(arg: A): Of<A, boolean | null, boolean | null> =>
  new Expr(aggregate('boolAnd', [arg]))

/** True when some value is; nulls do not count. */
export const boolOr = <A extends Argument>(arg: A): Of<A, boolean | null, boolean | null> =>
  new Expr(aggregate('boolOr', [arg]))

/** The conjunction of the bits of integers. */
export const bitAnd = <A extends Argument>(arg: A): Of<A, Numeric, InsideOf<ArgumentType<A>> | null> =>
  new Expr(aggregate('bitAnd', [arg]))

/** The disjunction of the bits of integers. */
export const bitOr = <A extends Argument>(arg: A): Of<A, Numeric, InsideOf<ArgumentType<A>> | null> =>
  new Expr(aggregate('bitOr', [arg]))

/** The exclusive disjunction of the bits of integers. */
export const bitXor = <A extends Argument>(arg: A): Of<A, Numeric, InsideOf<ArgumentType<A>> | null> =>
  new Expr(aggregate('bitXor', [arg]))

function changed<N, O>(call: Expr<N, O>, change: object, method: string): Expr<N, O> {
  if (call.node.kind === 'aggregate') return new Expr({ ...call.node, ...change })
  throw new TypeError(`${method} takes a call of an aggregate function, such as sum('bytes').`)
}

/** The aggregate over different arguments only: SQL's `sum(DISTINCT x)`. */
export const distinct = <N, O>(call: Expr<N, O>): Expr<N, O> => changed(call, { distinct: true }, 'distinct')

/** The aggregate over the rows for which the condition is true: SQL's `FILTER (WHERE ...)`. */
export const filterWhere = <N, O, C extends AnyExpr>(
  call: Expr<N, O>,
  condition: C,
): Expr<N & InGroup<OperandNeeds<C, boolean | null>>, O> =>
  changed(call as Expr<N & InGroup<OperandNeeds<C, boolean | null>>, O>, { filter: condition.node }, 'filterWhere')
