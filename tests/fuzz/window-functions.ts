import { AggregateChooser } from './aggregates.ts'
import type { Elaborator } from './elaborator.ts'
import type { Invocation, InvocationOp } from './invocation.ts'
import { int } from './makers/make.ts'
import type { Frame, Plan, SortKey, WindowCall } from './plan.ts'
import type { RawExpression } from './raw.ts'
import { duckdbType, type Facts, type FuzzType, kindOf } from './types.ts'

const ranking = (name: string, node: string, type: FuzzType): InvocationOp => ({
  spark: (invoke, args) => invoke(name, ...args),
  duckdb: (invoke, args) => `CAST(${invoke(name, ...args)} AS ${duckdbType(type)})`,
  node,
  window: true,
})

const RANKINGS = [
  ['row_number', 'rowNumber', 'int32'],
  ['rank', 'rank', 'int32'],
  ['dense_rank', 'denseRank', 'int32'],
  ['percent_rank', 'percentRank', 'double'],
  ['cume_dist', 'cumeDist', 'double'],
  ['ntile', 'ntile', 'int32'],
] as const

const FRAMES: readonly (Frame | null)[] = [
  null,
  { unit: 'rows', from: null, to: 0 },
  { unit: 'rows', from: -1, to: 1 },
  { unit: 'rows', from: -2, to: -1 },
  { unit: 'rows', from: 0, to: null },
  { unit: 'rows', from: 1, to: 2 },
  { unit: 'range', from: null, to: 0 },
  { unit: 'range', from: 0, to: null },
  { unit: 'range', from: null, to: null },
]

const VALUES = [
  ['lag', 'lag'],
  ['lead', 'lead'],
  ['first_value', 'firstValue'],
  ['last_value', 'lastValue'],
  ['nth_value', 'nthValue'],
] as const

/** A window function over the plan's rows. The order is total but where every row of a peer group has the same answer. */
export function chooseWindow(plan: Plan, scope: Elaborator, raw: RawExpression, total: readonly SortKey[]): WindowCall {
  const { k, v } = raw
  const partitionBy =
    v % 3 === 0 || plan.columns.length < 2 ? [] : [plan.columns[Math.floor(v / 3) % plan.columns.length]]
  switch (k % 3) {
    case 0: {
      const [name, node, type] = RANKINGS[Math.floor(k / 3) % RANKINGS.length]
      // Ranks of the first key alone have ties.
      const tied = ['rank', 'dense_rank', 'percent_rank', 'cume_dist'].includes(name) && v % 2 === 0
      const orderBy = tied ? total.slice(0, 1) : total
      const args = name === 'ntile' ? [int((v % 5) + 1)] : []
      return {
        invocation: invocation(ranking(name, node, type), args, type, { max: plan.rows, grade: 'exact' }),
        partitionBy,
        orderBy,
        frame: null,
      }
    }
    case 1: {
      const [name, node] = VALUES[Math.floor(k / 3) % VALUES.length]
      const of = scope.expression(raw.args[0])
      const op: InvocationOp = {
        spark: (invoke, args) => invoke(name, ...args),
        duckdb: (invoke, args) => invoke(name, ...args),
        node,
        window: true,
      }
      const args =
        name === 'lag' || name === 'lead'
          ? [of, int((v % 3) + (v % 2))]
          : name === 'nth_value'
            ? [of, int((v % 3) + 1)]
            : [of]
      const frame = name === 'lag' || name === 'lead' ? null : FRAMES[Math.floor(v / 9) % 6]
      return { invocation: invocation(op, args, of.type, of.facts), partitionBy, orderBy: total, frame }
    }
    default: {
      const chosen = new AggregateChooser(scope, plan.rows, true).choose(raw.args[0])
      const frame = FRAMES[Math.floor(v / 9) % FRAMES.length]
      // Without an order the whole partition.
      const orderBy = frame === null && v % 2 === 0 ? [] : total
      // Peers of a range are the same rows in both.
      const ranged =
        (frame === null || frame.unit === 'range') && orderBy.length > 0 && v % 4 === 1 ? orderBy.slice(0, 1) : orderBy
      return rangeOfNumbers({ invocation: chosen, partitionBy, orderBy: ranged, frame }, v)
    }
  }
}

/** RANGE with distances, where the only key is a small number. */
function rangeOfNumbers(call: WindowCall, v: number): WindowCall {
  const [key] = call.orderBy
  if (call.orderBy.length !== 1 || key === undefined || v % 8 > 3) return call
  const { type, facts } = key.column
  if (kindOf(type) !== 'int' || facts.max > 1e6) return call
  return { ...call, frame: { unit: 'range', from: -2, to: v % 2 === 0 ? 1 : 0 } }
}

const invocation = (op: InvocationOp, args: Invocation['args'], type: FuzzType, facts: Facts): Invocation => ({
  op,
  args,
  distinct: false,
  filter: null,
  type,
  facts,
})
