import { type HostValue, structType, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { expectArguments } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'

/** The value in a list of one, so that null is a value too. */
type Found = readonly [HostValue] | null

function aggregate(type: TypeName, last: boolean, ignoreNulls: boolean): HostAggregate<Found> {
  return {
    type,
    stateType: structType([{ name: 'value', type }]),
    nulls: ignoreNulls ? 'strict' : 'seen',
    initial: () => null,
    update: (state, value) => (last || state === null ? [value] : state),
    merge: (state, later) => (last ? (later ?? state) : (state ?? later)),
    result: state => (state === null ? null : state[0]),
    save: state => state,
    load: saved => saved as Found,
  }
}

/** A function of (value[, ignoreNulls]): which value depends on the order of the rows; that of the input within a task, then of the tasks. */
const positional = (last: boolean): AggregateFunction => ({
  resolve(args, name) {
    expectArguments(name, args, 1, 2)
    const ignoreNulls = args.length === 2 && constantValue(args[1], name, 'ignoreNulls')
    if (typeof ignoreNulls !== 'boolean') {
      throw new MillraceError('MILLRACE_ANALYSIS', `The second argument in ${name} should be a boolean literal.`)
    }
    return { args: [args[0]], type: args[0].type, nullable: true, parameters: ignoreNulls }
  },
  create: (_, { type, parameters }) => new HostAccumulator(aggregate(type, last, parameters === true)),
})

export const first = positional(false)
export const last = positional(true)
