import { MillraceError } from '@millrace/errors'
import type { AggregateFunction } from './accumulator.ts'
import { stddev, stddevPop, variance, variancePop } from './functions/central-moments.ts'
import { count, countIf, countNull } from './functions/count.ts'
import { countDistinct } from './functions/count-distinct.ts'
import { max, min } from './functions/extreme.ts'
import { avg, sum } from './functions/sum.ts'

const FUNCTIONS: ReadonlyMap<string, AggregateFunction> = new Map(
  Object.entries({
    count,
    countIf,
    countNull,
    countDistinct,
    sum,
    avg,
    min,
    max,
    stddev,
    stddevPop,
    variance,
    variancePop,
  }),
)

/** The aggregate function of a name; MILLRACE_ANALYSIS (Spark's UNRESOLVED_ROUTINE) when there is none. */
export function aggregateFunction(name: string): AggregateFunction {
  const found = FUNCTIONS.get(name)
  if (found !== undefined) return found
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[UNRESOLVED_ROUTINE] Cannot resolve aggregate \`${name}\`; known are ${[...FUNCTIONS.keys()].sort().join(', ')}.`,
  )
}
