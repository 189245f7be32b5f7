import type { HostValue } from '@millrace/columns'
import type { ScalarFunction } from '../function.ts'
import { hostComparator } from '../host-compare.ts'
import { hostKey } from '../host-key.ts'
import { hosted } from '../hosted.ts'
import { listAndElement, nullableSignature, twoLists } from './list-types.ts'
import { anyList, elementType, signature } from './signature.ts'

const extreme = (sign: 1 | -1): ScalarFunction =>
  hosted({
    resolve: nullableSignature([anyList], args => elementType(args[0].type)),
    evaluator(call) {
      const compare = hostComparator(call.type)
      return (list: HostValue[]) =>
        list.reduce((best, v) => (v !== null && (best === null || sign * compare(v, best) > 0) ? v : best), null)
    },
  })

export const arraySearch = {
  /** Null when the value is not found, but a null is there. */
  arrayContains: hosted({
    resolve: listAndElement(() => 'boolean', true),
    evaluator(call) {
      const compare = hostComparator(call.args[1].type)
      return (list: HostValue[], value: HostValue) =>
        list.some(v => v !== null && compare(v, value) === 0) || (list.includes(null) ? null : false)
    },
  }),
  /** From 1; 0 when the value is not there. */
  arrayPosition: hosted({
    resolve: listAndElement(() => 'int64'),
    evaluator(call) {
      const compare = hostComparator(call.args[1].type)
      return (list: HostValue[], value: HostValue) =>
        BigInt(list.findIndex(v => v !== null && compare(v, value) === 0) + 1)
    },
  }),
  arrayMax: extreme(1),
  arrayMin: extreme(-1),
  /** Null when no value is in both, but one of the lists, neither empty, has a null. */
  arraysOverlap: hosted({
    resolve: twoLists(() => 'boolean', true),
    evaluator(call) {
      const key = hostKey(elementType(call.args[0].type))
      return (a: HostValue[], b: HostValue[]) => {
        if (a.length === 0 || b.length === 0) return false
        const keys = new Set(a.map(key))
        if (b.some(v => v !== null && keys.has(key(v)))) return true
        return a.includes(null) || b.includes(null) ? null : false
      }
    },
  }),
  arraySize: hosted({ resolve: signature([anyList], 'int32'), evaluator: () => (list: HostValue[]) => list.length }),
} satisfies Record<string, ScalarFunction>
