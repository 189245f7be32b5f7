import { type HostValue, listType, structType, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import { hostComparator, nullsFirst } from '../../../kernels/host-compare.ts'
import type { TypedExpression } from '../../../plan/typed-expression.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { HostAccumulator } from '../host-accumulator.ts'
import { SpaceSaving } from '../space-saving.ts'
import { type ValueCount, valueCounts } from '../value-counts.ts'

/** A constant that must be a positive int32. */
function positive(e: TypedExpression | undefined, name: string, argument: string, otherwise: number): number {
  if (e === undefined) return otherwise
  const value = constantValue(coerce(e, 'int32'), name, argument)
  if (typeof value === 'number' && value > 0) return value
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE] Cannot resolve "${name}" due to data type mismatch: The ${argument} must be between [1, 2147483647] (current value = ${value}).`,
  )
}

/** Most frequent first; of equally frequent ones the smaller value. */
function top(entries: ValueCount[], k: number, type: TypeName): HostValue {
  const compare = nullsFirst(hostComparator(type))
  return entries
    .sort((a, b) => b.count - a.count || compare(a.value, b.value))
    .slice(0, k)
    .map(({ value, count }) => [value, BigInt(count)])
}

const DEFAULT_K = 5

/**
 * Millrace's own `topK(value[, k = 5])`: the most frequent values with their exact counts, a list of struct<value, count>; nulls do
 * not count.
 */
export const topK: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1, 2)
    const [value] = args
    const type = listType(
      structType([
        { name: 'value', type: value.type },
        { name: 'count', type: 'int64' },
      ]),
    )
    return { args: [value], type, nullable: false, parameters: positive(args[1], name, 'k', DEFAULT_K) }
  },
  create: ([{ type: element }], { type, parameters }) =>
    new HostAccumulator({
      ...valueCounts(element),
      type,
      result: state => top(state.entries(), parameters as number, element),
    }),
}

const MAX_ITEMS_TRACKED = 10_000

/**
 * Spark's `approx_top_k(item[, k = 5[, maxItemsTracked = 10000]])`: a list of struct<item, count>; null is an item. Counts are exact as
 * long as there are no more different items than are tracked; beyond that a count is too high by at most rows / maxItemsTracked.
 */
export const approxTopK: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1, 3)
    const [item] = args
    const type = listType(
      structType([
        { name: 'item', type: item.type },
        { name: 'count', type: 'int64' },
      ]),
    )
    const k = positive(args[1], name, 'k', DEFAULT_K)
    const tracked = positive(args[2], name, 'maxItemsTracked', MAX_ITEMS_TRACKED)
    if (tracked < k) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[APPROX_TOP_K_MAX_ITEMS_TRACKED_LESS_THAN_K] The max items tracked \`${tracked}\` of approx_top_k should be greater than or equal to \`${k}\`.`,
      )
    }
    return { args: [item], type, nullable: false, parameters: { k, tracked } }
  },
  create([{ type: element }], { type, parameters }) {
    const { k, tracked } = parameters as unknown as { k: number; tracked: number }
    return new HostAccumulator({
      ...SpaceSaving.aggregate(element, tracked),
      type,
      result: state => top(state.entries(), k, element),
    })
  },
}
