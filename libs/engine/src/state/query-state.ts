import { performance } from 'node:perf_hooks'
import type { ColumnBatch } from '@millrace/columns'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import type { StateFileKind } from '../checkpoint/state-files.ts'
import type { PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import type { WatermarkOperator } from '../optimise/pipeline.ts'
import type { StateOperatorProgress } from '../runtime/progress/progress.ts'
import type { AggregateState } from './aggregate-state.ts'

/** Deltas between two snapshots, as Spark's minDeltasForSnapshot. */
const DELTAS_PER_SNAPSHOT = 10
/** Deltas that together are as large as the last snapshot make the next one due. */
const DELTAS_PER_SNAPSHOT_SIZE = 1

/** Event time in milliseconds since 1970, as a batch uses it. */
export interface BatchWatermarks {
  /** What is over at this may be evicted: the batch's watermark. */
  readonly eviction: number
  /** What is over at this comes too late: the watermark of the batch before. */
  readonly late: number
}

/** An aggregation with the times of its last batch in milliseconds. */
interface Operator {
  readonly state: AggregateState
  updating: number
  removing: number
  committing: number
  /** Groups that the last batch took out, for outputs in append mode. */
  evicted: ColumnBatch
}

/** The state of all aggregations of a query; operator i of the checkpoint is aggregation i of the plan. */
export class QueryState {
  readonly #create: () => readonly AggregateState[]
  readonly #watermarkOperators: readonly WatermarkOperator[]
  #operators: readonly Operator[]
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  /** Files since the last snapshot, and that one's size; no snapshot yet is of size 0. */
  #deltas = { count: 0, bytes: 0 }
  #snapshotBytes = 0

  /**
   * @param create makes empty states, one per aggregation of the plan
   * @param watermarks the aggregations that hold the newest event times
   */
  constructor(create: () => readonly AggregateState[], watermarks: readonly WatermarkOperator[] = []) {
    this.#create = create
    this.#watermarkOperators = watermarks
    this.#operators = this.#empty()
  }

  /** The watermark for the batch after this one: Spark's policy, the least of all event times' watermarks, and never back. */
  nextWatermarkMs(current: number): number {
    const watermarks = this.#watermarkOperators.map(({ aggregation, delayMs }) => {
      const [newest] = this.rows(aggregation).columns
      if (!('values' in newest) || newest.nullCount > 0 || newest.length === 0) return 0
      return Math.trunc(Number(newest.values[0]) / 1000) - delayMs
    })
    return watermarks.length === 0 ? current : Math.max(current, Math.min(...watermarks))
  }

  /** True when a higher watermark alone can change the state or what is emitted. */
  get hasEventTime(): boolean {
    return this.#operators.some(({ state }) => state.hasEventTime)
  }

  /** Goes back to the state after a committed batch; -1 means before the first. */
  async restore(checkpoint: Checkpoint, batchId: number): Promise<void> {
    this.#operators = this.#empty()
    this.#deltas = { count: 0, bytes: 0 }
    this.#snapshotBytes = 0
    if (batchId < 0 || this.#operators.length === 0) return
    for (const version of await checkpoint.state.chain(batchId)) {
      await checkpoint.state.read(version, ({ operators, watermarkMs }) => {
        for (const [i, { state }] of this.#operators.entries()) {
          const bytes = operators.get(String(i)) ?? new Uint8Array(0)
          if (version.kind === 'snapshot') state.restore(bytes)
          else state.apply(bytes)
          state.evict(watermarkMs * 1000)
        }
      })
      this.#count(version.kind, version.bytes)
    }
  }

  /** Begins a batch. */
  beginBatch(watermarks: BatchWatermarks): void {
    this.#watermarks = watermarks
    for (const operator of this.#operators) {
      operator.state.beginBatch(watermarks.late * 1000)
      operator.updating = 0
    }
  }

  /** Adds partial aggregates, one per aggregation of the plan; those of a batch come in the order of its tasks. */
  merge(partials: readonly PartialResult[]): void {
    for (const [i, operator] of this.#operators.entries()) {
      const start = performance.now()
      operator.state.merge(partials[i])
      operator.updating += performance.now() - start
    }
  }

  /** Brings what was merged into the state, and takes out what is over. */
  endBatch(): void {
    for (const operator of this.#operators) {
      const start = performance.now()
      operator.state.endBatch()
      operator.updating += performance.now() - start
      const removing = performance.now()
      operator.evicted = operator.state.evict(this.#watermarks.eviction * 1000)
      operator.removing = performance.now() - removing
    }
  }

  /** Writes the batch's changes, or from time to time everything, as one file. */
  async write(checkpoint: Checkpoint, batchId: number): Promise<void> {
    if (this.#operators.length === 0) return
    const { count, bytes } = this.#deltas
    const due = count >= DELTAS_PER_SNAPSHOT || bytes >= DELTAS_PER_SNAPSHOT_SIZE * this.#snapshotBytes
    const kind: StateFileKind = due ? 'snapshot' : 'delta'
    const operators = new Map<string, Uint8Array>()
    const start = performance.now()
    for (const [i, operator] of this.#operators.entries()) {
      const encoding = performance.now()
      operators.set(String(i), due ? operator.state.snapshot() : operator.state.delta())
      operator.committing = performance.now() - encoding
    }
    const encoded = performance.now()
    const size = await checkpoint.state.write(batchId, kind, { watermarkMs: this.#watermarks.eviction, operators })
    const writing = performance.now() - encoded
    for (const operator of this.#operators)
      operator.committing += (writing * operator.committing) / (encoded - start || 1)
    this.#count(kind, size)
  }

  /** The rows of aggregation i now. */
  rows(i: number): ColumnBatch {
    return this.#operators[i].state.result()
  }

  /** The rows of aggregation i that the last batch changed. */
  updatedRows(i: number): ColumnBatch {
    return this.#operators[i].state.updatedRows()
  }

  /** The rows of aggregation i that were over in the last batch. */
  evictedRows(i: number): ColumnBatch {
    return this.#operators[i].evicted
  }

  progress(): StateOperatorProgress[] {
    return this.#operators.map(({ state, updating, removing, committing }) => ({
      operatorName: 'stateStoreSave',
      numRowsTotal: state.numRowsTotal,
      numRowsUpdated: state.numRowsUpdated,
      allUpdatesTimeMs: Math.round(updating),
      numRowsRemoved: state.numRowsRemoved,
      allRemovalsTimeMs: Math.round(removing),
      commitTimeMs: Math.round(committing),
      memoryUsedBytes: state.memoryUsedBytes,
      numRowsDroppedByWatermark: state.numRowsDroppedByWatermark,
      numShufflePartitions: 1,
      numStateStoreInstances: 1,
    }))
  }

  #count(kind: StateFileKind, bytes: number): void {
    if (kind === 'snapshot') {
      this.#snapshotBytes = bytes
      this.#deltas = { count: 0, bytes: 0 }
    } else this.#deltas = { count: this.#deltas.count + 1, bytes: this.#deltas.bytes + bytes }
  }

  #empty(): Operator[] {
    return this.#create().map(state => ({ state, updating: 0, removing: 0, committing: 0, evicted: state.result() }))
  }
}
