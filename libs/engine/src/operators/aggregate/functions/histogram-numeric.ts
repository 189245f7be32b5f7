import { type HostValue, isInt64Based, listType, structType, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments, mismatch } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import { isAnsiInterval, isDatetime, isFloating, isNumeric } from '../../../analyse/type-classes.ts'
import type { AggregateFunction } from '../accumulator.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'
import { JavaRandom } from '../java-random.ts'
import { NumericHistogram } from '../numeric-histogram.ts'

function aggregate(argument: TypeName, type: TypeName, bins: number): HostAggregate<NumericHistogram> {
  const parts = typeParts(argument)
  const scale = parts.kind === 'decimal' ? 10 ** parts.scale : 1
  const centre = (x: number): HostValue => {
    if (isFloating(argument)) return x
    if (parts.kind === 'decimal') return BigInt(Math.round(x * scale))
    return isInt64Based(argument) ? BigInt(Math.trunc(x)) : Math.trunc(x)
  }
  return {
    type,
    stateType: 'struct<x:list<double>,y:list<double>,random:int64>',
    initial: () => new NumericHistogram(bins),
    update(state, value) {
      state.add(Number(value) / scale)
      return state
    },
    merge(state, later) {
      state.merge(later)
      return state
    },
    result: state => (state.bins.length === 0 ? null : state.bins.map(({ x, y }) => [centre(x), y])),
    save: state => [state.bins.map(b => b.x), state.bins.map(b => b.y), state.random.state],
    load(saved) {
      const [xs, ys, random] = saved as readonly [number[], number[], bigint]
      return new NumericHistogram(
        bins,
        xs.map((x, i) => ({ x, y: ys[i] })),
        new JavaRandom(random),
      )
    },
  }
}

/** `histogram_numeric(value, bins)`: a list of struct<x, y>, the centres of bins and how many values are in each; null without values. */
export const histogramNumeric: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 2)
    const value = args[0].type === 'void' ? coerce(args[0], 'double') : args[0]
    if (!isNumeric(value.type) && !isDatetime(value.type) && !isAnsiInterval(value.type)) {
      throw mismatch(name, args, 'a number, a date, a timestamp or an ANSI interval')
    }
    const bins = constantValue(coerce(args[1], 'int32'), name, 'nb')
    if (typeof bins !== 'number' || bins < 2) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE] Cannot resolve "${name}" due to data type mismatch: The nb must be between [2, 2147483647] (current value = ${bins}).`,
      )
    }
    const bin = structType([
      { name: 'x', type: value.type },
      { name: 'y', type: 'double' },
    ])
    return { args: [value], type: listType(bin), nullable: true, parameters: bins }
  },
  create: ([{ type: argument }], { type, parameters }) =>
    new HostAccumulator(aggregate(argument, type, parameters as number)),
}
