import { firstValue, lastValue, nthValue } from './nth-value.ts'
import { lag, lead } from './offset.ts'
import { cumeDist, denseRank, ntile, percentRank, rank, rowNumber } from './ranking.ts'
import type { WindowFunction } from './window-function.ts'

/** Functions that need OVER. */
const ONLY_WINDOW: Readonly<Record<string, WindowFunction>> = {
  rowNumber,
  rank,
  denseRank,
  percentRank,
  cumeDist,
  ntile,
  lag,
  lead,
  nthValue,
}

/** Aggregates of which a window function gives the same, faster. */
const AGGREGATES: Readonly<Record<string, WindowFunction>> = {
  firstValue,
  first: firstValue,
  anyValue: firstValue,
  lastValue,
  last: lastValue,
}

/** The window function of a name, undefined when there is none: then it is an aggregate. */
export const windowFunction = (name: string): WindowFunction | undefined =>
  Object.hasOwn(ONLY_WINDOW, name) ? ONLY_WINDOW[name] : Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name] : undefined

/** True for functions that need OVER and an order. */
export const isWindowFunction = (name: string): boolean => Object.hasOwn(ONLY_WINDOW, name)
