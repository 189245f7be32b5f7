import { MillraceError } from '@millrace/errors'
import type { AggregateFunction } from './accumulator.ts'
import { stddev, stddevPop, variance, variancePop } from './functions/central-moments.ts'
import { count, countIf, countNull } from './functions/count.ts'
import { countDistinct } from './functions/count-distinct.ts'
import { max, min } from './functions/extreme.ts'
import { avg, sum } from './functions/sum.ts'

/** What analyses of logs need is always there; function-library.ts adds the rest. */
const functions = new Map<string, AggregateFunction>(
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

/** Makes more functions known. */
export function addAggregates(more: Readonly<Record<string, AggregateFunction>>): void {
  for (const [name, added] of Object.entries(more)) functions.set(name, added)
}

/** Names of all aggregate functions. */
export const aggregateNames = (): string[] => [...functions.keys()].sort()

export const isAggregate = (name: string): boolean => functions.has(name)

/** The aggregate function of a name; MILLRACE_ANALYSIS (Spark's UNRESOLVED_ROUTINE) when there is none. */
export function aggregateFunction(name: string): AggregateFunction {
  const found = functions.get(name)
  if (found !== undefined) return found
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[UNRESOLVED_ROUTINE] Cannot resolve aggregate \`${name}\`; known are ${aggregateNames().join(', ')}.`,
  )
}
