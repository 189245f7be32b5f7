import type { Column, ColumnBatch, Field } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { allRows, ExpressionKernel } from '../../kernels/kernel.ts'
import { placeOf, setPlace } from '../../plan/place.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { GROUPING_ID, type TypedAggregation, type TypedPlan } from '../../plan/typed-plan.ts'
import { aggregateArguments, functionSpec } from '../aggregate/function-spec.ts'
import { Grouping, keyName } from '../aggregate/grouping.ts'
import { columnOfHosts } from '../host-values.ts'
import type { Batches } from './execute.ts'
import { Projection } from './projection.ts'
import { inShuffleOrder } from './shuffle-order.ts'

/**
 * One row a group; with grouping sets a grouping for each of them, all over one pass.
 * @param shuffled gives the groups in the order of Spark's tests; otherwise as their first rows came
 */
export async function* aggregateRows(plan: TypedAggregation, input: Batches, shuffled = false): Batches {
  const { keys, functions, sets } = plan
  const keyKernels = keys.map(k => new ExpressionKernel(k))
  const argumentKernels = functions.map(f => aggregateArguments(f).map(e => new ExpressionKernel(e)))
  const groupings = (sets ?? [keys.map((_, i) => i)]).map(set => ({
    set,
    grouping: new Grouping({ keys: set.map(i => valueType(keys[i])), functions: functions.map(functionSpec) }),
  }))
  const sliced = isSliced(plan.input)
  let rows = 0
  for await (const batch of input) {
    rows += batch.length
    const keyColumns = keyKernels.map(k => k.evaluate(batch))
    const args = argumentKernels.map(kernels => kernels.map(k => k.evaluate(batch)))
    for (const { set, grouping } of groupings) {
      const partial = sliced ? new Grouping(grouping.spec) : grouping
      located(functions, () => {
        partial.update(
          set.map(i => keyColumns[i]),
          args,
          allRows(batch),
        )
        if (sliced) grouping.merge(partial.state())
      })
    }
  }
  const projection = new Projection(plan.columns)
  for (const { set, grouping } of groupings) {
    // Only a grouping without any keys has a row for no rows.
    if (sets !== undefined && rows === 0) continue
    const groups = located(functions, () => grouping.result())
    const result = shuffled ? inShuffleOrder(groups, set.length) : groups
    if (result.length > 0) yield projection.run(sets === undefined ? result : ofSet(plan, set, result))
  }
}

/** Runs a step of an aggregation; its errors are of the only function that there is. */
function located<T>(functions: TypedAggregation['functions'], step: () => T): T {
  try {
    return step()
  } catch (error) {
    const place = functions.length === 1 ? placeOf(functions[0]) : null
    if (error instanceof MillraceError && place !== null) setPlace(error, place)
    throw error
  }
}

/**
 * True when the batches are the slices of rows that are written out. They are aggregated apart and then merged, as Spark does with
 * two cores: the last digits of sums and moments of doubles depend on it.
 */
const isSliced = (plan: TypedPlan): boolean =>
  plan.op === 'values' || ((plan.op === 'project' || plan.op === 'filter') && isSliced(plan.input))

const valueType = ({ type, nullable }: TypedExpression): { type: Field['type']; nullable: boolean } => ({
  type,
  nullable,
})

/** A set's result with all keys, null where they are not in the set, and the grouping id. */
function ofSet({ keys }: TypedAggregation, set: readonly number[], result: ColumnBatch): ColumnBatch {
  const { length } = result
  const nothing = new Array<null>(length).fill(null)
  const columns: Column[] = keys.map(({ type }, i) => {
    const at = set.indexOf(i)
    return at >= 0 ? result.columns[at] : columnOfHosts(type, nothing)
  })
  const id = keys.reduce((bits, _, i) => bits * 2n + (set.includes(i) ? 0n : 1n), 0n)
  columns.push(...result.columns.slice(set.length), columnOfHosts('int64', new Array<bigint>(length).fill(id)))
  const schema: Field[] = [
    ...keys.map(({ type }, i) => ({ name: keyName(i), type, nullable: true })),
    ...result.schema.slice(set.length),
    { name: GROUPING_ID, type: 'int64', nullable: false },
  ]
  return { schema, length, columns }
}
