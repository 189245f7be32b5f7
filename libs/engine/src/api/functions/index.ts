/**
 * Every function of Spark's SQL, typed: `@millrace/engine/functions`. A string is the name of a column, or a constant where a function
 * most often takes one (a pattern, a format, a unit); `lit` and `col` say it where it is the other way round.
 */
export {
  approxCountDistinct,
  avg,
  avg as mean,
  bitAnd,
  bitOr,
  bitXor,
  boolAnd,
  boolAnd as every,
  boolOr,
  boolOr as any,
  boolOr as some,
  count,
  countDistinct,
  countIf,
  distinct,
  filterWhere,
  first,
  first as firstValue,
  last,
  last as lastValue,
  max,
  maxBy,
  min,
  minBy,
  product,
  sum,
  tryAvg,
  trySum,
} from '../aggregate-functions.ts'
export {
  anyValue,
  approxTopK,
  collectList,
  collectList as arrayAgg,
  collectSet,
  listagg,
  listagg as stringAgg,
  topK,
} from '../collecting-functions.ts'
export { coalesce, col, concat, hour, length, lit, timestampAdd, toDate, when } from '../scalar-functions.ts'
export { asc, desc } from '../sort-order.ts'
export {
  corr,
  covarPop,
  covarSamp,
  histogramNumeric,
  kurtosis,
  median,
  mode,
  percentile,
  percentileApprox,
  percentileApprox as approxPercentile,
  percentileCont,
  percentileDisc,
  regrAvgx,
  regrAvgy,
  regrCount,
  regrIntercept,
  regrR2,
  regrSlope,
  regrSxx,
  regrSxy,
  regrSyy,
  skewness,
  stddev,
  stddev as std,
  stddev as stddevSamp,
  stddevPop,
  variance,
  variance as varSamp,
  variancePop,
  variancePop as varPop,
} from '../statistical-functions.ts'
export { sessionWindow, window } from '../window.ts'
export * from './collections.ts'
export * from './conditions.ts'
export * from './dates.ts'
export * from './formats.ts'
export * from './lambdas.ts'
export * from './numbers.ts'
export * from './patterns.ts'
export * from './structs.ts'
export * from './text.ts'
export * from './window-functions.ts'
