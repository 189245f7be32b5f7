import type { HostValue, TypeName } from '@millrace/columns'
import type { TypedCall } from '../../plan/typed-expression.ts'
import type { ScalarFunction } from '../function.ts'
import { hostComparator } from '../host-compare.ts'
import { hostKey } from '../host-key.ts'
import { hosted } from '../hosted.ts'
import { listAndElement, twoLists } from './list-types.ts'
import { anyList, elementType, signature } from './signature.ts'

type Keep = (list: readonly HostValue[], accept: (key: unknown) => boolean) => HostValue[]

/** Zeros of both signs are different here, though equal everywhere else in Spark. */
function elementKey(type: TypeName): (value: HostValue) => unknown {
  if (type !== 'double' && type !== 'float') return hostKey(type)
  return value => (Object.is(value, -0) ? '-0' : value)
}

/** The first of equal values, where the key is accepted. */
function distinct(call: TypedCall): Keep {
  const key = elementKey(elementType(call.args[0].type))
  return (list, accept) => {
    const seen = new Set<unknown>()
    return list.filter(v => {
      const k = key(v)
      if (seen.has(k) || !accept(k)) return false
      seen.add(k)
      return true
    })
  }
}

function setOperation(make: (keep: Keep, a: HostValue[], b: HostValue[], keysOfB: () => Set<unknown>) => HostValue[]) {
  return hosted({
    resolve: twoLists(list => list),
    evaluator(call) {
      const keep = distinct(call)
      const key = elementKey(elementType(call.args[1].type))
      return (a: HostValue[], b: HostValue[]) => make(keep, a, b, () => new Set<unknown>(b.map(key)))
    },
  })
}

/** Lists as sets: results are without doubles, in the order of first mention; a null equals a null. */
export const arraySets = {
  arrayDistinct: hosted({
    resolve: signature([anyList], args => args[0].type),
    evaluator(call) {
      const keep = distinct(call)
      return (list: HostValue[]) => keep(list, () => true)
    },
  }),
  arrayUnion: setOperation((keep, a, b) => keep([...a, ...b], () => true)),
  arrayIntersect: setOperation((keep, a, _b, keysOfB) => {
    const keys = keysOfB()
    return keep(a, k => keys.has(k))
  }),
  arrayExcept: setOperation((keep, a, _b, keysOfB) => {
    const keys = keysOfB()
    return keep(a, k => !keys.has(k))
  }),
  arrayRemove: hosted({
    resolve: listAndElement(list => list),
    evaluator(call) {
      const compare = hostComparator(call.args[1].type)
      return (list: HostValue[], value: HostValue) => list.filter(v => v === null || compare(v, value) !== 0)
    },
  }),
  arrayCompact: hosted({
    resolve: signature([anyList], args => args[0].type),
    evaluator: () => (list: HostValue[]) => list.filter(v => v !== null),
  }),
} satisfies Record<string, ScalarFunction>
