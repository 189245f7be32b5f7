import type { ExpressionNode } from '../plan/expression-node.ts'
import { aggregate } from './aggregate-call.ts'
import { Expr } from './expr.ts'
import { literalNode } from './literal.ts'
import type { ArgumentNeeds, ArgumentType, InGroup, InsideOf, ListOf, Numeric } from './row-types.ts'
import type { Argument } from './scalar-functions.ts'
import type { SortOrder } from './sort-order.ts'

type OfNumbers<A extends Argument, O = number | null> = Expr<InGroup<ArgumentNeeds<A, Numeric>>, O>
type OfPairs<A extends Argument, B extends Argument> = Expr<
  InGroup<ArgumentNeeds<A, Numeric> & ArgumentNeeds<B, Numeric>>,
  number | null
>

const ofOne =
  (name: string) =>
  <A extends Argument>(arg: A): OfNumbers<A> =>
    new Expr(aggregate(name, [arg]))

const ofTwo =
  (name: string) =>
  <A extends Argument, B extends Argument>(a: A, b: B): OfPairs<A, B> =>
    new Expr(aggregate(name, [a, b]))

/** Sample standard deviation (`stddev_samp`); null with fewer than two values. */
export const stddev = ofOne('stddev')
/** Population standard deviation (`stddev_pop`). */
export const stddevPop = ofOne('stddevPop')
/** Sample variance (`var_samp`); null with fewer than two values. */
export const variance = ofOne('variance')
/** Population variance (`var_pop`). */
export const variancePop = ofOne('variancePop')
/** Null where all values are equal. */
export const skewness = ofOne('skewness')
/** Excess kurtosis; null where all values are equal. */
export const kurtosis = ofOne('kurtosis')
/** The exact median, a double. */
export const median = ofOne('median')

/** Pearson's correlation; null with fewer than two pairs. */
export const corr = ofTwo('corr')
/** Population covariance. */
export const covarPop = ofTwo('covarPop')
/** Sample covariance; null with fewer than two pairs. */
export const covarSamp = ofTwo('covarSamp')
/** Slope of the least-squares line; takes the dependent variable first. */
export const regrSlope = ofTwo('regrSlope')
/** Intercept of the least-squares line; takes the dependent variable first. */
export const regrIntercept = ofTwo('regrIntercept')
/** Coefficient of determination; takes the dependent variable first. */
export const regrR2 = ofTwo('regrR2')

/** The mean of the independent variable, where both are there; takes the dependent variable first, as all of these. */
export const regrAvgx = ofTwo('regrAvgx')
/** The mean of the dependent variable, where both are there. */
export const regrAvgy = ofTwo('regrAvgy')
/** The sum of squares of the independent variable, from its mean. */
export const regrSxx = ofTwo('regrSxx')
/** The sum of products, from the means. */
export const regrSxy = ofTwo('regrSxy')
/** The sum of squares of the dependent variable, from its mean. */
export const regrSyy = ofTwo('regrSyy')
/** In how many rows both are there. */
export const regrCount = <A extends Argument, B extends Argument>(
  a: A,
  b: B,
): Expr<InGroup<ArgumentNeeds<A, Numeric> & ArgumentNeeds<B, Numeric>>, bigint> =>
  new Expr(aggregate('regrCount', [a, b]))

/** One percentage (0 to 1), or several, which give a list. */
type Percentages = number | readonly number[]
type PerPercentage<P extends Percentages, T> = P extends number ? T | null : readonly T[] | null

const percentagesNode = (percentages: Percentages): ExpressionNode =>
  typeof percentages === 'number'
    ? literalNode(percentages)
    : { kind: 'literal', type: 'list<double>', value: percentages }

/** Exact percentiles, interpolated. */
export const percentile = <A extends Argument, P extends Percentages>(
  arg: A,
  percentages: P,
): OfNumbers<A, PerPercentage<P, number>> => new Expr(aggregate('percentile', [arg], [percentagesNode(percentages)]))

/**
 * Values whose rank is at most rows / accuracy off, in bounded memory.
 * @param accuracy default 10000
 */
export const percentileApprox = <A extends Argument, P extends Percentages>(
  arg: A,
  percentages: P,
  accuracy = 10_000,
): Expr<
  InGroup<ArgumentNeeds<A, unknown>>,
  P extends number ? InsideOf<ArgumentType<A>> | null : ListOf<InsideOf<ArgumentType<A>>> | null
> => new Expr(aggregate('percentileApprox', [arg], [percentagesNode(percentages), literalNode(accuracy)]))

/** The value below which a share of the rows is, interpolated: SQL's `percentile_cont(p) within group (order by ...)`. */
export const percentileCont = <N>(percentage: number, orderBy: SortOrder<N>): Expr<InGroup<N>, number | null> =>
  new Expr(aggregate('percentileCont', [], [literalNode(percentage)], [orderBy.node]))

/** The same without interpolation: a value that is there. */
export const percentileDisc = <N>(percentage: number, orderBy: SortOrder<N>): Expr<InGroup<N>, number | null> =>
  new Expr(aggregate('percentileDisc', [], [literalNode(percentage)], [orderBy.node]))

/** The most frequent value; of several any, or with `deterministic` the smallest. */
export const mode = <A extends Argument>(
  arg: A,
  { deterministic = false }: { readonly deterministic?: boolean } = {},
): Expr<InGroup<ArgumentNeeds<A, unknown>>, InsideOf<ArgumentType<A>> | null> =>
  new Expr(aggregate('mode', [arg], [literalNode(deterministic)]))

/** A histogram of so many bins of their own widths: a list of struct<x, y>, centres and counts. */
export const histogramNumeric = <A extends Argument>(
  arg: A,
  bins: number,
): OfNumbers<A, readonly { readonly x: number; readonly y: number }[] | null> =>
  new Expr(aggregate('histogramNumeric', [arg], [literalNode(bins)]))
