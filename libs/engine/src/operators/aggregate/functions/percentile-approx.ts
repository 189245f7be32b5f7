import { type HostValue, isInt64Based, listType, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments, mismatch } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import { isAnsiInterval, isDatetime, isNumeric } from '../../../analyse/type-classes.ts'
import type { TypedExpression } from '../../../plan/typed-expression.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'
import { QuantileSummary } from '../quantile-summary.ts'
import { percentagesOf } from './percentages.ts'

interface Options {
  readonly percentages: readonly number[]
  readonly accuracy: number
}

function aggregate(
  argument: TypeName,
  type: TypeName,
  { percentages, accuracy }: Options,
): HostAggregate<QuantileSummary> {
  const error = 1 / accuracy
  const parts = typeParts(argument)
  const scale = parts.kind === 'decimal' ? 10 ** parts.scale : 1
  const host = (value: number): HostValue =>
    parts.kind === 'decimal'
      ? BigInt(Math.round(value * scale))
      : isInt64Based(argument)
        ? BigInt(Math.trunc(value))
        : value
  return {
    type,
    stateType: 'struct<values:list<double>,g:list<double>,delta:list<double>,count:double>',
    rowBytes: 8,
    initial: () => new QuantileSummary(error),
    update(state, value) {
      state.insert(Number(value) / scale)
      return state
    },
    merge(state, later) {
      state.merge(later)
      return state
    },
    result(state) {
      const found = state.query(percentages)?.map(host)
      if (found === undefined || found.length === 0) return null
      return type === argument ? found[0] : found
    },
    save: state => state.save(),
    load: saved => QuantileSummary.load(error, saved as unknown as Parameters<typeof QuantileSummary.load>[1]),
  }
}

const DEFAULT_ACCURACY = 10_000

function accuracyOf(e: TypedExpression | undefined, name: string): number {
  if (e === undefined) return DEFAULT_ACCURACY
  const accuracy = Number(constantValue(coerce(e, 'int64'), name, 'accuracy') ?? Number.NaN)
  if (accuracy > 0 && accuracy <= 2147483647) return accuracy
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE] Cannot resolve "${name}" due to data type mismatch: The accuracy must be between (0, 2147483647] (current value = ${accuracy}).`,
  )
}

/**
 * `percentile_approx(value, percentage or list of them[, accuracy = 10000])`: a value whose rank is at most rows / accuracy off, in
 * bounded memory. Strings are read as doubles.
 */
export const percentileApprox: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 2, 3)
    const [first] = args
    const value = first.type === 'string' || first.type === 'void' ? coerce(first, 'double') : first
    if (!isNumeric(value.type) && !isDatetime(value.type) && !isAnsiInterval(value.type)) {
      throw mismatch(name, args, 'a number, a date, a timestamp or an ANSI interval')
    }
    const { percentages, list } = percentagesOf(args[1], name)
    return {
      args: [value],
      type: list ? listType(value.type) : value.type,
      nullable: true,
      parameters: { percentages, accuracy: accuracyOf(args[2], name) },
    }
  },
  create: ([{ type: argument }], { type, parameters }) =>
    new HostAccumulator(aggregate(argument, type, parameters as unknown as Options)),
}
