import { type HostValue, isYearMonth, listType, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments } from '../../../analyse/coercion.ts'
import { isAnsiInterval } from '../../../analyse/type-classes.ts'
import { hostComparator } from '../../../kernels/host-compare.ts'
import type { TypedExpression } from '../../../plan/typed-expression.ts'
import type { AggregateFunction, AggregateModifiers, ResolvedAggregate } from '../accumulator.ts'
import { numeric } from '../argument-types.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'
import { type ValueCounts, valueCounts } from '../value-counts.ts'
import { expectOneOrder, percentagesOf } from './percentages.ts'

/** How percentiles are read off the sorted values. */
interface Parameters {
  readonly percentages: readonly number[]
  /** Between two values that lie around a percentile: interpolated, or not. */
  readonly continuous: boolean
  /** Percentages count from the largest value on. */
  readonly descending: boolean
}

/** The element type of a result that may be a list. */
const elementOf = (type: TypeName): TypeName => {
  const parts = typeParts(type)
  return parts.kind === 'list' ? parts.element : type
}

/** Exact percentiles: all different values are kept, with how often each came. */
function aggregate(argument: TypeName, type: TypeName, parameters: Parameters): HostAggregate<ValueCounts> {
  const counts = valueCounts(argument)
  const { percentages, continuous, descending } = parameters
  const compare = hostComparator(argument)
  const element = elementOf(type)
  const scale = typeParts(argument)
  const divisor = scale.kind === 'decimal' ? 10 ** scale.scale : 1
  const number = (value: HostValue): number => Number(value) / divisor
  const host = (value: number): HostValue =>
    element === 'double' ? value : isYearMonth(element) ? Math.trunc(value) : BigInt(Math.trunc(value))
  return {
    ...counts,
    type,
    update(state, value, frequency) {
      const times = frequency === null ? 1 : Number(frequency)
      if (times < 0) {
        throw new MillraceError(
          'MILLRACE_ARITHMETIC',
          `[NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION] Found the negative value in the frequency: ${times}L, but expected a positive integral value.`,
        )
      }
      if (times > 0) state.add(value, times)
      return state
    },
    result(state) {
      if (state.size === 0 || percentages.length === 0) return null
      const entries = state.entries().sort((a, b) => compare(a.value, b.value) * (descending ? -1 : 1))
      const values = entries.map(e => number(e.value))
      const ends: number[] = []
      for (const { count } of entries) ends.push((ends.at(-1) ?? 0) + count)
      const found = percentages.map(p => host(continuous ? interpolated(values, ends, p) : discrete(values, ends, p)))
      return element === type ? found[0] : found
    },
  }
}

/** The first value whose end is at least `position`, which counts from 1. */
const valueAt = (values: readonly number[], ends: readonly number[], position: number): number => {
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle] >= position) high = middle
    else low = middle + 1
  }
  return values[low]
}

function interpolated(values: readonly number[], ends: readonly number[], percentage: number): number {
  const position = (ends.at(-1)! - 1) * percentage
  const lower = Math.floor(position)
  const higher = Math.ceil(position)
  const a = valueAt(values, ends, lower + 1)
  const b = valueAt(values, ends, higher + 1)
  return lower === higher || a === b ? a : (higher - position) * a + (position - lower) * b
}

const discrete = (values: readonly number[], ends: readonly number[], percentage: number): number =>
  valueAt(values, ends, Math.ceil(ends.at(-1)! * percentage))

/** Strings are read as doubles. */
function resolved(
  value: TypedExpression,
  percentage: TypedExpression,
  name: string,
  rest: readonly TypedExpression[],
  shape: Omit<Parameters, 'percentages'>,
): ResolvedAggregate {
  const args = [numeric(value, name, [value, percentage, ...rest], true), ...rest.map(e => coerce(e, 'int64'))]
  const { percentages, list } = percentagesOf(percentage, name)
  const argument = args[0].type
  const element = isAnsiInterval(argument) ? (isYearMonth(argument) ? 'interval_ym' : 'interval_dt') : 'double'
  return { args, type: list ? listType(element) : element, nullable: true, parameters: { percentages, ...shape } }
}

const create: AggregateFunction['create'] = ([{ type: argument }], { type, parameters }) =>
  new HostAccumulator(aggregate(argument, type, parameters as unknown as Parameters))

/** `percentile(value, percentage or list of them[, frequency])`: exact, interpolated. */
export const percentile: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 2, 3)
    return resolved(args[0], args[1], name, args.slice(2), { continuous: true, descending: false })
  },
  create,
}

const HALF: TypedExpression = { kind: 'literal', type: 'double', value: 0.5, nullable: false }

export const median: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1)
    return resolved(args[0], HALF, name, [], { continuous: true, descending: false })
  },
  create,
}

/** `percentile_cont(percentage) within group (order by value)` and `percentile_disc`. */
const inverseDistribution = (continuous: boolean): AggregateFunction => ({
  resolve(args, name, modifiers: AggregateModifiers) {
    expectArguments(name, args, 1)
    const { expression, direction } = expectOneOrder(name, modifiers)
    return resolved(expression, args[0], name, [], { continuous, descending: direction === 'desc' })
  },
  create,
  ordered: true,
})

export const percentileCont = inverseDistribution(true)
export const percentileDisc = inverseDistribution(false)
