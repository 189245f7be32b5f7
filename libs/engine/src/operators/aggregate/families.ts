import type { AggregateFunction } from './accumulator.ts'
import { approxCountDistinct } from './functions/approx-count-distinct.ts'
import { bitAnd, bitOr, bitXor } from './functions/bitwise.ts'
import { boolAnd, boolOr } from './functions/boolean.ts'
import { stddev, variance, variancePop } from './functions/central-moments.ts'
import { collectList, collectSet } from './functions/collect.ts'
import { corr, covarPop, covarSamp } from './functions/covariance.ts'
import { maxBy, minBy } from './functions/extreme-by.ts'
import { first, last } from './functions/first-last.ts'
import { kurtosis, skewness } from './functions/higher-moments.ts'
import { histogramNumeric } from './functions/histogram-numeric.ts'
import { listagg } from './functions/listagg.ts'
import { mode } from './functions/mode.ts'
import { median, percentile, percentileCont, percentileDisc } from './functions/percentile.ts'
import { percentileApprox } from './functions/percentile-approx.ts'
import { product } from './functions/product.ts'
import * as regression from './functions/regression.ts'
import { avg } from './functions/sum.ts'
import { approxTopK, topK } from './functions/top-k.ts'
import { tryAvg, trySum } from './functions/try-sum.ts'

/** The aggregate functions besides the few that are always there (registry.ts), and other names of these. */
export const aggregateFamilies: Readonly<Record<string, AggregateFunction>> = {
  trySum,
  tryAvg,
  skewness,
  kurtosis,
  corr,
  covarPop,
  covarSamp,
  ...regression,
  boolAnd,
  boolOr,
  bitAnd,
  bitOr,
  bitXor,
  first,
  last,
  maxBy,
  minBy,
  collectList,
  collectSet,
  mean: avg,
  std: stddev,
  stddevSamp: stddev,
  varSamp: variance,
  varPop: variancePop,
  every: boolAnd,
  some: boolOr,
  any: boolOr,
  firstValue: first,
  anyValue: first,
  lastValue: last,
  arrayAgg: collectList,
  approxCountDistinct,
  percentile,
  median,
  percentileCont,
  percentileDisc,
  percentileApprox,
  approxPercentile: percentileApprox,
  mode,
  listagg,
  stringAgg: listagg,
  topK,
  approxTopK,
  histogramNumeric,
  product,
}
