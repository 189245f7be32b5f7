import type { Column, ColumnBatch } from '@millrace/columns'
import { allRows, ExpressionKernel } from '../kernels/kernel.ts'
import { takeBatch } from '../kernels/take.ts'
import type { MainAggregate, MainNode, MainSession, MainTableJoin, MainWatermark } from '../plan/main-stage.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { TypedJoin, TypedPlan } from '../plan/typed-plan.ts'
import type { AggregateState } from '../state/aggregate-state.ts'
import type { DeduplicateState } from '../state/deduplicate-state.ts'
import type { JoinState } from '../state/join-state.ts'
import type { LimitState } from '../state/limit-state.ts'
import type { SessionState } from '../state/session-state.ts'
import type { StatefulOperator } from '../state/stateful-operator.ts'
import type { TransformState } from '../state/transform-state.ts'
import { Grouping, type GroupingSpec } from './aggregate/grouping.ts'
import { concatBatches } from './concat-batches.ts'
import { PostPipeline } from './post-pipeline.ts'
import { HashJoin } from './relational/join.ts'
import { sortRows } from './sort.ts'

/** What the main stage gets of a batch. */
export interface MainInputs {
  /** Rows that tasks handed over, by name. */
  rows(name: string): ColumnBatch
  /** Groups of an aggregation that tasks began. */
  aggregated(aggregation: number, mode: MainAggregate['mode']): ColumnBatch
  /** When the batch was planned, in milliseconds since 1970. */
  readonly processingTimeMs: number
  /** The rows of a table's plan. */
  table(plan: TypedPlan): ColumnBatch
  /** Takes in the event times of the batch: newest, oldest and mean. */
  eventTimes(rows: ColumnBatch): void
  /** The operator of that number. */
  state(i: number): StatefulOperator
}

type Evaluate = (inputs: MainInputs) => ColumnBatch

/** The operators of a main stage, compiled. Every node runs once a batch, however many outputs it feeds. */
export class MainStage {
  readonly #outputs: ReadonlyMap<string, Evaluate>
  readonly #compiled = new Map<string, Evaluate>()
  readonly #results = new Map<string, ColumnBatch>()

  constructor(roots: ReadonlyMap<string, MainNode>) {
    this.#outputs = new Map([...roots].map(([name, root]) => [name, this.#compile(root)]))
  }

  /** The rows of every output. */
  run(inputs: MainInputs): Map<string, ColumnBatch> {
    this.#results.clear()
    return new Map([...this.#outputs].map(([name, evaluate]) => [name, evaluate(inputs)]))
  }

  #compile(node: MainNode): Evaluate {
    const key = JSON.stringify(node)
    let compiled = this.#compiled.get(key)
    if (compiled === undefined) {
      const evaluate = this.#evaluator(node)
      compiled = inputs => {
        let result = this.#results.get(key)
        if (result === undefined) {
          result = evaluate(inputs)
          this.#results.set(key, result)
        }
        return result
      }
      this.#compiled.set(key, compiled)
    }
    return compiled
  }

  #evaluator(node: MainNode): Evaluate {
    switch (node.op) {
      case 'rows':
        return inputs => inputs.rows(node.name)
      case 'aggregated':
        return inputs => inputs.aggregated(node.aggregation, node.mode)
      case 'apply': {
        const input = this.#compile(node.input)
        const post = new PostPipeline(node.operators)
        return inputs => post.run(input(inputs))
      }
      case 'union': {
        const sides = node.inputs.map(input => this.#compile(input))
        return inputs =>
          concatBatches(
            node.schema,
            sides.map(side => side(inputs)),
          )
      }
      case 'deduplicate': {
        const input = this.#compile(node.input)
        return inputs => {
          const state = inputs.state(node.state) as DeduplicateState
          const rows = state.process(input(inputs))
          state.endBatch()
          return rows
        }
      }
      case 'aggregate':
        return this.#aggregate(node, node.keys)
      case 'join': {
        const left = this.#compile(node.left)
        const right = this.#compile(node.right)
        return inputs => (inputs.state(node.state) as JoinState).process(left(inputs), right(inputs))
      }
      case 'limit': {
        const input = this.#compile(node.input)
        return inputs => (inputs.state(node.state) as LimitState).process(input(inputs))
      }
      case 'transform': {
        const input = this.#compile(node.input)
        return inputs => (inputs.state(node.state) as TransformState).process(input(inputs), inputs.processingTimeMs)
      }
      case 'watermark':
        return this.#watermark(node)
      case 'tableJoin':
        return this.#tableJoin(node)
      case 'session':
        return this.#aggregate(node, [...node.keys, node.end], node.start)
    }
  }

  #tableJoin(node: MainTableJoin): Evaluate {
    const input = this.#compile(node.input)
    const { type, keys, residual, table } = node
    const sides = { left: { schema: node.input.schema }, right: table, schema: node.pairSchema }
    const plan = { op: 'join', type, keys, residual, ...sides } as unknown as TypedJoin
    let joined: { readonly table: ColumnBatch; readonly join: HashJoin } | undefined
    return inputs => {
      const rows = inputs.table(table)
      if (joined?.table !== rows) joined = { table: rows, join: new HashJoin(plan, rows) }
      const pairs = concatBatches(node.pairSchema, [...joined.join.probe(input(inputs))])
      return { schema: node.schema, length: pairs.length, columns: node.columns.map(i => pairs.columns[i]) }
    }
  }

  #watermark(node: MainWatermark): Evaluate {
    const input = this.#compile(node.input)
    const args = node.args.map(list => list.map(a => new ExpressionKernel(a)))
    return inputs => {
      const batch = input(inputs)
      const state = inputs.state(node.state) as AggregateState
      state.merge(grouped(node.spec, [], args, batch).state())
      inputs.eventTimes(state.comingRows())
      state.endBatch()
      return batch
    }
  }

  /** @param time index of the key by which rows are taken in order */
  #aggregate(node: MainAggregate | MainSession, by: readonly TypedExpression[], time?: number): Evaluate {
    const input = this.#compile(node.input)
    const order = time === undefined ? undefined : new ExpressionKernel(by[time])
    const keys = by.map(k => new ExpressionKernel(k))
    const args = node.args.map(list => list.map(a => new ExpressionKernel(a)))
    return inputs => {
      const given = input(inputs)
      const batch = order === undefined ? given : inOrder(given, order.evaluate(given))
      const state = inputs.state(node.state) as AggregateState | SessionState
      state.merge(grouped(node.spec, keys, args, batch).state())
      // What is over has to be known before the operators above run.
      state.endBatch()
      return state.rows(node.mode)
    }
  }
}

/** A batch's groups, made anew for every batch: one that failed leaves nothing behind. */
function grouped(
  spec: GroupingSpec,
  keys: readonly ExpressionKernel[],
  args: readonly (readonly ExpressionKernel[])[],
  batch: ColumnBatch,
): Grouping {
  const groups = new Grouping(spec)
  if (batch.length > 0)
    groups.update(
      keys.map(k => k.evaluate(batch)),
      args.map(list => list.map(a => a.evaluate(batch))),
      allRows(batch),
    )
  return groups
}

/** The rows in the order of a column, rows of one value as they came. */
function inOrder(batch: ColumnBatch, column: Column): ColumnBatch {
  const rows = sortRows([{ column, direction: 'asc', nulls: 'first' }], batch.length)
  return takeBatch(batch, { rows, count: rows.length })
}
