import { type HostValue, listType, type TypeName } from '@millrace/columns'
import { expectArguments } from '../../../analyse/coercion.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'
import { ValueKeys } from '../value-keys.ts'

const VALUE_BYTES = 24

function list(type: TypeName): HostAggregate<HostValue[]> {
  return {
    type,
    stateType: type,
    rowBytes: VALUE_BYTES,
    initial: () => [],
    update(state, value) {
      state.push(value)
      return state
    },
    merge(state, later) {
      for (const value of later) state.push(value)
      return state
    },
    result: state => state.slice(),
    save: state => state,
    load: saved => saved as HostValue[],
  }
}

interface Distinct {
  readonly seen: Set<string | number | bigint | boolean>
  readonly values: HostValue[]
}

function set(type: TypeName, element: TypeName): HostAggregate<Distinct> {
  const keys = new ValueKeys(element)
  const add = (state: Distinct, value: HostValue): Distinct => {
    // Spark's set compares doubles as Scala does: NaN is not equal to itself.
    if (Number.isNaN(value)) state.values.push(value)
    else {
      const key = keys.of(value)
      if (!state.seen.has(key)) {
        state.seen.add(key)
        state.values.push(value)
      }
    }
    return state
  }
  const initial = (): Distinct => ({ seen: new Set(), values: [] })
  return {
    type,
    stateType: type,
    rowBytes: 2 * VALUE_BYTES,
    initial,
    update: add,
    merge: (state, later) => later.values.reduce(add, state),
    result: ({ values }) => values.slice(),
    save: ({ values }) => values,
    load: saved => (saved as HostValue[]).reduce(add, initial()),
  }
}

const collect = (create: (type: TypeName, element: TypeName) => HostAccumulator<never>): AggregateFunction => ({
  resolve(args, name) {
    expectArguments(name, args, 1)
    return { args, type: listType(args[0].type), nullable: false }
  },
  create: ([element], { type }) => create(type, element.type),
})

/** All values that are not null, in the order of the rows. */
export const collectList = collect(type => new HostAccumulator(list(type)) as HostAccumulator<never>)

/** The different values that are not null, in order of first appearance (Spark: in any order). */
export const collectSet: AggregateFunction = {
  ...collect((type, element) => new HostAccumulator(set(type, element)) as HostAccumulator<never>),
  idempotent: true,
}
