import { MillraceError } from '@millrace/errors'
import { expectArguments } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import { hostComparator } from '../../../kernels/host-compare.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { HostAccumulator } from '../host-accumulator.ts'
import { openHashOrder } from '../open-hash-order.ts'
import { valueCounts } from '../value-counts.ts'
import { expectOneOrder } from './percentages.ts'

/** Which of the most frequent values: the first in the order of a hash table as Spark's, the smallest or the largest. */
type Ties = 'any' | 'smallest' | 'largest'

/**
 * `mode(value[, deterministic])` or `mode() within group (order by value)`: the most frequent value. Of several it is the smallest
 * (deterministic, ascending) or largest (descending); otherwise any, the same that Spark's hash table comes to first.
 */
export const mode: AggregateFunction = {
  resolve(args, name, modifiers) {
    if (args.length === 0) {
      const { expression, direction } = expectOneOrder(name, modifiers)
      return {
        args: [expression],
        type: expression.type,
        nullable: true,
        parameters: direction === 'asc' ? 'smallest' : 'largest',
      }
    }
    expectArguments(name, args, 1, 2)
    const deterministic = args.length === 2 && constantValue(args[1], name, 'deterministic')
    if (typeof deterministic !== 'boolean') {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        '[DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE] Cannot resolve "mode" due to data type mismatch: The second parameter requires the "BOOLEAN" type.',
      )
    }
    return { args: [args[0]], type: args[0].type, nullable: true, parameters: deterministic ? 'smallest' : 'any' }
  },
  create([{ type }], { parameters }) {
    const sign = { any: 0, smallest: -1, largest: 1 }[parameters as Ties]
    const compare = hostComparator(type)
    return new HostAccumulator({
      ...valueCounts(type),
      type,
      result(state) {
        const [head, ...rest] = sign === 0 ? openHashOrder(type, state.entries()) : state.entries()
        if (head === undefined) return null
        const better = (a: typeof head, b: typeof head): boolean =>
          b.count > a.count || (b.count === a.count && sign !== 0 && compare(b.value, a.value) * sign > 0)
        return rest.reduce((best, e) => (better(best, e) ? e : best), head).value
      },
    })
  },
  ordered: true,
}
