import { coerce } from '../../../analyse/coercion.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { numericArgument } from '../argument-types.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'

const aggregate: HostAggregate<number | null> = {
  type: 'double',
  stateType: 'double',
  initial: () => null,
  update: (state, value) => (state ?? 1) * (value as number),
  merge: (state, later) => (state ?? 1) * (later ?? 1),
  result: state => state,
  save: state => state,
  load: saved => saved as number,
}

/** The product of all values, a double; null without values. Spark has it in its Dataset API only. */
export const product: AggregateFunction = {
  resolve: (args, name) => ({ args: [coerce(numericArgument(args, name), 'double')], type: 'double', nullable: true }),
  create: () => new HostAccumulator(aggregate),
}
