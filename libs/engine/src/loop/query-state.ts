import type { ColumnBatch } from '@millrace/columns'
import type { AggregateState } from '../aggregate/aggregate-state.ts'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import type { StateOperatorProgress } from '../progress/progress.ts'
import type { TaskResult } from '../worker/protocol.ts'

/** The state of all aggregations of a query; operator i of the checkpoint is aggregation i of the plan. */
export class QueryState {
  readonly #create: () => readonly AggregateState[]
  #operators: readonly AggregateState[]

  /** `create` makes empty states, one per aggregation of the plan. */
  constructor(create: () => readonly AggregateState[]) {
    this.#create = create
    this.#operators = create()
  }

  /** Goes back to the state after a committed batch; -1 means before the first. */
  async restore(checkpoint: Checkpoint, batchId: number): Promise<void> {
    this.#operators = this.#create()
    if (batchId < 0) return
    await Promise.all(
      this.#operators.map(async (operator, i) => operator.restore(await checkpoint.state.read(String(i), batchId))),
    )
  }

  /** Adds the partial aggregates of a batch, in the order of its tasks. */
  merge(results: readonly TaskResult[]): void {
    for (const operator of this.#operators) operator.beginBatch()
    const partials = results.flatMap(result => result.partials)
    for (const partial of partials) for (let i = 0; i < partial.length; i++) this.#operators[i].merge(partial[i])
  }

  async write(checkpoint: Checkpoint, batchId: number): Promise<void> {
    await Promise.all(
      this.#operators.map((operator, i) => checkpoint.state.write(String(i), batchId, operator.snapshot())),
    )
  }

  async purge(checkpoint: Checkpoint, committed: number): Promise<void> {
    await Promise.all(this.#operators.map((_, i) => checkpoint.state.purge(String(i), committed)))
  }

  /** The rows of aggregation i now. */
  rows(i: number): ColumnBatch {
    return this.#operators[i].result()
  }

  progress(): StateOperatorProgress[] {
    return this.#operators.map(operator => ({
      operatorName: 'stateStoreSave',
      numRowsTotal: operator.numRowsTotal,
      numRowsUpdated: operator.numRowsUpdated,
      memoryUsedBytes: operator.memoryUsedBytes,
    }))
  }
}
