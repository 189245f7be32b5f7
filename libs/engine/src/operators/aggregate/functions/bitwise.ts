import type { TypeName } from '@millrace/columns'
import { coerce, expectArguments, isVoid, mismatch } from '../../../analyse/coercion.ts'
import { isInteger } from '../../../analyse/type-classes.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'

type Bits = (a: bigint, b: bigint) => bigint

/** Over the bits of all values; null without values. */
function aggregate(type: TypeName, combine: Bits): HostAggregate<bigint | null> {
  const join = (a: bigint | null, b: bigint | null): bigint | null => (a === null ? b : b === null ? a : combine(a, b))
  return {
    type,
    stateType: 'int64',
    initial: () => null,
    update: (state, value) => join(state, BigInt(value as number | bigint)),
    merge: join,
    result: state => (state === null || type === 'int64' ? state : Number(state)),
    save: state => state,
    load: saved => saved as bigint,
  }
}

const bitwise = (combine: Bits, idempotent: boolean): AggregateFunction => ({
  resolve(args, name) {
    expectArguments(name, args, 1)
    const [arg] = args
    if (!isVoid(arg) && !isInteger(arg.type)) throw mismatch(name, args, 'integral')
    const type = isVoid(arg) ? 'int32' : arg.type
    return { args: [coerce(arg, type)], type, nullable: true }
  },
  create: (_, { type }) => new HostAccumulator(aggregate(type, combine)),
  idempotent,
})

export const bitAnd = bitwise((a, b) => a & b, true)
export const bitOr = bitwise((a, b) => a | b, true)
export const bitXor = bitwise((a, b) => a ^ b, false)
