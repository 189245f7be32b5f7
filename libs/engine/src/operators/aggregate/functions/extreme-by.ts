import { type HostValue, structType, type TypeName } from '@millrace/columns'
import { expectArguments } from '../../../analyse/coercion.ts'
import { hostComparator } from '../../../kernels/host-compare.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'
import { expectOrderable } from './extreme.ts'

/** A value and what it is chosen by. */
type Chosen = readonly [value: HostValue, by: HostValue] | null

function aggregate(type: TypeName, by: TypeName, sign: 1 | -1): HostAggregate<Chosen> {
  const compare = hostComparator(by)
  // Of equals the last one wins, as in Spark.
  const choose = (a: Chosen, b: Chosen): Chosen =>
    a === null || (b !== null && compare(b[1], a[1]) * sign >= 0) ? b : a
  return {
    type,
    stateType: structType([
      { name: 'value', type },
      { name: 'by', type: by },
    ]),
    nulls: 'seen',
    initial: () => null,
    update: (state, value, key) => (key === null ? state : choose(state, [value, key])),
    merge: choose,
    result: state => (state === null ? null : state[0]),
    save: state => state,
    load: saved => saved as unknown as Chosen,
  }
}

const extremeBy = (sign: 1 | -1): AggregateFunction => ({
  resolve(args, name) {
    expectArguments(name, args, 2)
    expectOrderable(args[1], name, args)
    return { args, type: args[0].type, nullable: true }
  },
  create: ([, by], { type }) => new HostAccumulator(aggregate(type, by.type, sign)),
})

/** The value of the row whose second argument is largest; rows in which that is null do not count. */
export const maxBy = extremeBy(1)
/** The value of the row whose second argument is smallest; rows in which that is null do not count. */
export const minBy = extremeBy(-1)
