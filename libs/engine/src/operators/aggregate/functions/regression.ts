import { expectArguments } from '../../../analyse/coercion.ts'
import type { TypedExpression } from '../../../plan/typed-expression.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { numeric } from '../argument-types.ts'
import { count } from './count.ts'
import { pairFunction } from './pair-moments.ts'
import { avg } from './sum.ts'

/** Spark's regr_ functions: each takes (y, x), the dependent variable first, and sees only pairs without nulls. */

export const regrSlope = pairFunction(({ n, c, m2x }) => (n < 2 || m2x === 0 ? null : c / m2x), true)

export const regrIntercept = pairFunction(
  ({ n, c, m2x, meanX, meanY }) => (n < 2 || m2x === 0 ? null : meanY - (c / m2x) * meanX),
  true,
)

/** As Spark's: null where the first argument does not vary, 1 where the second does not. */
export const regrR2 = pairFunction(({ n, c, xx, yy }) => {
  if (n < 2 || xx === 0) return null
  if (yy === 0) return 1
  const corr = c / Math.sqrt(xx * yy)
  return corr * corr
})

export const regrSxx = pairFunction(({ n, m2x }) => (n === 0 ? null : m2x), true)
export const regrSyy = pairFunction(({ n, m2y }) => (n === 0 ? null : m2y), true)
export const regrSxy = pairFunction(({ n, c }) => (n === 0 ? null : c), true)

/** Counted like count(y, x). */
export const regrCount: AggregateFunction = {
  ...count,
  resolve(args, name) {
    expectArguments(name, args, 2)
    return { args: args.map(a => numeric(a, name, args)), type: 'int64', nullable: false, name: 'count' }
  },
}

/** The mean of one of the variables, as avg gives it. */
const meanOf = (index: 0 | 1): AggregateFunction => ({
  ...avg,
  resolve(args, name, modifiers) {
    expectArguments(name, args, 2)
    const pair = args.map(a => numeric(a, name, args))
    const [y, x] = pair.map(a => call('isNotNull', [a], false))
    const value = { ...call('when', [call('and', [y, x], false), pair[index]], true), type: pair[index].type }
    return { ...avg.resolve([value], name, modifiers), name: 'avg' }
  },
})

const call = (name: string, args: readonly TypedExpression[], nullable: boolean): TypedExpression => ({
  kind: 'call',
  name,
  args,
  type: 'boolean',
  nullable,
})

export const regrAvgy = meanOf(0)
export const regrAvgx = meanOf(1)
