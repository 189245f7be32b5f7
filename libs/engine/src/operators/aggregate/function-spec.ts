import type { TypedAggregate, TypedExpression } from '../../plan/typed-expression.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { Accumulator, FunctionCall, ValueType } from './accumulator.ts'
import { Block } from './block.ts'
import { DistinctAccumulator } from './distinct-accumulator.ts'
import { aggregateFunction } from './registry.ts'

/** A call of an aggregate function with the types of its arguments and of its result, as JSON. */
export interface FunctionSpec extends FunctionCall {
  readonly name: string
  /** The function's own arguments; a filter's condition is not among them. */
  readonly args: readonly ValueType[]
  /** The function sees each different combination of arguments once in a group. */
  readonly distinct?: true
  /** A condition follows the arguments; only rows for which it is true count. */
  readonly filter?: true
}

const valueType = ({ type, nullable }: TypedExpression): ValueType => ({ type, nullable })

export const functionSpec = (f: TypedAggregate): FunctionSpec => ({
  name: f.name,
  args: f.args.map(valueType),
  ...valueType(f),
  ...(f.parameters === undefined ? {} : { parameters: f.parameters }),
  ...(f.distinct === true ? { distinct: true } : {}),
  ...(f.filter === undefined ? {} : { filter: true }),
})

/** The expressions whose columns an aggregation of `functionSpec(f)` is given: the arguments, then the filter. */
export const aggregateArguments = (f: TypedAggregate): readonly TypedExpression[] =>
  f.filter === undefined ? f.args : [...f.args, f.filter]

export function createAccumulator(f: FunctionSpec): Accumulator {
  const create = (): Accumulator => aggregateFunction(f.name).create(f.args, f)
  return f.distinct === true ? new DistinctAccumulator(f.args, create) : create()
}

/** The block with only those of its rows for which the condition is true. */
export function filtered(block: Block, condition: PlainColumn): Block {
  const { rows, count } = block.valid(condition)
  const values = 'values' in condition ? condition.values : new Uint8Array(condition.length)
  const kept = new Int32Array(count)
  let n = 0
  for (let i = 0; i < count; i++) {
    const r = rows === null ? i : rows[i]
    if (values[r] === 1) kept[n++] = r
  }
  return new Block({ rows: kept, count: n }, block.groups, block.size)
}
