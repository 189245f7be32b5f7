import type { Field, Schema } from '@millrace/columns'
import type { ColumnNeed } from '@millrace/log-parser'
import { addNeeds, raises } from '../analyse/expression-facts.ts'
import { aggregateArguments, functionSpec } from '../operators/aggregate/function-spec.ts'
import { aggregateFunction } from '../operators/aggregate/registry.ts'
import type { TypedAggregate, TypedExpression, TypedNamed } from '../plan/typed-expression.ts'
import type { AggregationPlan, BlockPlan, RowsPlan } from '../plan/worker-plan.ts'
import { simplifyAggregate } from './simplify-aggregate.ts'

/** An expression and the selections it is used under. */
interface Slot {
  readonly index: number
  readonly expression: TypedExpression
  readonly selections: Set<number>
  /** False as long as every use looks at nulls only. */
  values: boolean
}

/** An aggregation that outputs with the same input and keys share. */
class SharedAggregation {
  readonly id: number
  readonly selection: number
  readonly keys: readonly TypedExpression[]
  readonly functions: TypedAggregate[] = []

  constructor(id: number, selection: number, keys: readonly TypedExpression[]) {
    this.id = id
    this.selection = selection
    this.keys = keys
  }

  /** Index of the function's result, added when no output has asked for it yet. */
  functionIndex(aggregate: TypedAggregate): number {
    const call = simplifyAggregate(aggregate)
    const key = JSON.stringify(call)
    const at = this.functions.findIndex(f => JSON.stringify(f) === key)
    return at >= 0 ? at : this.functions.push(call) - 1
  }
}

/** Collects what all outputs want of one kind of block, each distinct filter, expression and aggregation once. */
export class BlockBuilder {
  readonly #selections: { readonly input: number; readonly condition: TypedExpression }[] = []
  readonly #selectionKeys: string[] = []
  readonly #slots = new Map<string, Slot>()
  readonly #aggregations = new Map<string, SharedAggregation>()
  readonly #rows: RowsPlan[] = []

  /** The selection that a chain of filters leaves. */
  selection(conditions: readonly TypedExpression[]): number {
    let input = -1
    for (const condition of conditions) {
      const key = `${input} ${JSON.stringify(condition)}`
      const at = this.#selectionKeys.indexOf(key)
      if (at < 0) this.#selections.push({ input, condition })
      input = at >= 0 ? at : this.#selectionKeys.push(key) - 1
    }
    return input
  }

  /** `life` keeps apart aggregations of the same groups whose states end in different ways. */
  aggregation(
    selection: number,
    keys: readonly TypedExpression[],
    nextId: () => number,
    life = 'for ever',
  ): SharedAggregation {
    const key = JSON.stringify([selection, keys, life])
    let shared = this.#aggregations.get(key)
    if (shared === undefined) {
      shared = new SharedAggregation(nextId(), selection, keys)
      this.#aggregations.set(key, shared)
    }
    return shared
  }

  rows(output: string, selection: number, columns: readonly TypedNamed[], schema: Schema): void {
    const indices = columns.map(c => this.#use(c.expression, selection, true))
    this.#rows.push({ output, selection, schema, columns: indices })
  }

  /** The finished plan, and adds to `needs` what it reads. */
  build(schema: readonly Field[], needs: Map<string, ColumnNeed>): BlockPlan {
    const aggregations = [...this.#aggregations.values()].map(a => this.#aggregationPlan(a))
    const slots = [...this.#slots.values()]
    for (const { condition } of this.#selections) addNeeds(condition, needs)
    for (const { expression, values } of slots) addNeeds(expression, needs, values)
    return {
      schema: schema.filter(f => needs.has(f.name)),
      selections: this.#selections,
      expressions: slots.map(({ expression, selections }) => ({
        selection: selections.size === 1 && expression.kind !== 'column' ? [...selections][0] : -1,
        expression,
      })),
      aggregations,
      rows: this.#rows,
    }
  }

  #aggregationPlan(a: SharedAggregation): AggregationPlan {
    const keys = a.keys.map(k => this.#use(k, a.selection, true))
    const args = a.functions.map(f =>
      aggregateArguments(f).map(arg => {
        const values = arg === f.filter || f.distinct === true || aggregateFunction(f.name).validityOnly !== true
        return this.#use(arg, a.selection, values)
      }),
    )
    const spec = { keys: a.keys.map(valueType), functions: a.functions.map(functionSpec) }
    return { id: a.id, selection: a.selection, spec, keys, args }
  }

  /** An expression that cannot fail is computed once for all selections; one that can, only where its filters let rows through. */
  #use(expression: TypedExpression, selection: number, values: boolean): number {
    const key = JSON.stringify(raises(expression) ? [expression, selection] : [expression])
    let slot = this.#slots.get(key)
    if (slot === undefined) {
      slot = { index: this.#slots.size, expression, selections: new Set(), values: false }
      this.#slots.set(key, slot)
    }
    slot.selections.add(selection)
    slot.values ||= values
    return slot.index
  }
}

const valueType = ({ type, nullable }: TypedExpression) => ({ type, nullable })
