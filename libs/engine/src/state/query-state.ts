import { performance } from 'node:perf_hooks'
import type { ColumnBatch } from '@millrace/columns'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { settleAll } from '../runtime/loop/settle-all.ts'
import type { StateOperatorProgress } from '../runtime/progress/progress.ts'
import type { TaskResult } from '../runtime/worker/protocol.ts'
import type { AggregateState } from './aggregate-state.ts'

/** Snapshots made and written at the same time: all of them together would double the memory of the state. */
const CONCURRENT_SNAPSHOTS = 4

/** An aggregation with the times of its last batch in milliseconds. */
interface Operator {
  readonly state: AggregateState
  updating: number
  committing: number
}

/** The state of all aggregations of a query; operator i of the checkpoint is aggregation i of the plan. */
export class QueryState {
  readonly #create: () => readonly AggregateState[]
  #operators: readonly Operator[]

  /** `create` makes empty states, one per aggregation of the plan. */
  constructor(create: () => readonly AggregateState[]) {
    this.#create = create
    this.#operators = this.#empty()
  }

  /** Goes back to the state after a committed batch; -1 means before the first. */
  async restore(checkpoint: Checkpoint, batchId: number): Promise<void> {
    this.#operators = this.#empty()
    if (batchId < 0) return
    await this.#each((operator, name) =>
      checkpoint.state.read(name, batchId, snapshot => operator.state.restore(snapshot)),
    )
  }

  /** Adds the partial aggregates of a batch, in the order of its tasks. */
  merge(results: readonly TaskResult[]): void {
    const partials = results.flatMap(result => result.partials)
    for (const [i, operator] of this.#operators.entries()) {
      const start = performance.now()
      operator.state.beginBatch()
      for (const partial of partials) operator.state.merge(partial[i])
      operator.updating = performance.now() - start
    }
  }

  async write(checkpoint: Checkpoint, batchId: number): Promise<void> {
    await this.#each(async (operator, name) => {
      const start = performance.now()
      await checkpoint.state.write(name, batchId, operator.state.snapshot())
      operator.committing = performance.now() - start
    })
  }

  async purge(checkpoint: Checkpoint, committed: number): Promise<void> {
    await this.#each((_, name) => checkpoint.state.purge(name, committed))
  }

  /** The rows of aggregation i now. */
  rows(i: number): ColumnBatch {
    return this.#operators[i].state.result()
  }

  progress(): StateOperatorProgress[] {
    return this.#operators.map(({ state, updating, committing }) => ({
      operatorName: 'stateStoreSave',
      numRowsTotal: state.numRowsTotal,
      numRowsUpdated: state.numRowsUpdated,
      allUpdatesTimeMs: Math.round(updating),
      numRowsRemoved: 0,
      allRemovalsTimeMs: 0,
      commitTimeMs: Math.round(committing),
      memoryUsedBytes: state.memoryUsedBytes,
      numRowsDroppedByWatermark: 0,
      numShufflePartitions: 1,
      numStateStoreInstances: 1,
    }))
  }

  #empty(): Operator[] {
    return this.#create().map(state => ({ state, updating: 0, committing: 0 }))
  }

  #each(work: (operator: Operator, name: string) => Promise<void>): Promise<void> {
    const tasks = this.#operators.map((operator, i) => () => work(operator, String(i)))
    return settleAll(tasks, CONCURRENT_SNAPSHOTS)
  }
}
