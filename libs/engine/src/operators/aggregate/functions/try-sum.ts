import { isAnsiInterval, isDecimal, isInteger } from '../../../analyse/type-classes.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { numericArgument } from '../argument-types.ts'
import { avgType, ExactSumAccumulator, exactMean, exactSum, sumType } from './exact-sum.ts'
import { avg, sum } from './sum.ts'

/** Spark's try_sum: null where the sum overflows. */
export const trySum: AggregateFunction = {
  resolve(args, name) {
    const arg = numericArgument(args, name, true)
    return { args: [arg], type: sumType(arg.type), nullable: true }
  },
  create(args, call) {
    const [{ type }] = args
    const exact = isInteger(type) || isDecimal(type) || isAnsiInterval(type)
    return exact ? new ExactSumAccumulator(exactSum(type, true)) : sum.create(args, call)
  },
}

/** Spark's try_avg: null where the sum overflows. */
export const tryAvg: AggregateFunction = {
  resolve(args, name) {
    const arg = numericArgument(args, name, true)
    return { args: [arg], type: avgType(arg.type), nullable: true }
  },
  create(args, call) {
    const [{ type }] = args
    const exact = isDecimal(type) || isAnsiInterval(type)
    return exact ? new ExactSumAccumulator(exactMean(type, true)) : avg.create(args, call)
  },
}
