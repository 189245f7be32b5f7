import { coerce, expectArguments, mismatch } from '../../../analyse/coercion.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { max, min } from './extreme.ts'

/** Of booleans the smallest is the conjunction and the largest the disjunction; strings are read as booleans. */
const logical = (extreme: AggregateFunction, name: 'min' | 'max'): AggregateFunction => ({
  ...extreme,
  resolve(args, called) {
    expectArguments(called, args, 1)
    const [arg] = args
    if (arg.type !== 'boolean' && arg.type !== 'string' && arg.type !== 'void') throw mismatch(called, args, 'boolean')
    return { args: [coerce(arg, 'boolean')], type: 'boolean', nullable: true, name }
  },
})

export const boolAnd = logical(min, 'min')
export const boolOr = logical(max, 'max')
