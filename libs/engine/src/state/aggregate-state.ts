import type { Column, ColumnBatch } from '@millrace/columns'
import type { OutputMode } from '../connector/sink.ts'
import { Grouping, type GroupingSpec, type GroupingState, resultSchema } from '../operators/aggregate/grouping.ts'
import type { PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import { concatBatches, emptyBatch } from '../operators/concat-batches.ts'
import { type EventTimeKey, endsOf, shifted } from './event-time-key.ts'
import { type Evicted, HeldGroups } from './held-groups.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import type { BatchWatermarks, SpilledSize, StatefulOperator } from './stateful-operator.ts'

const NOTHING: Evicted = { count: 0, rows: null, changed: null }

/**
 * The second phase of an aggregation and its state between batches, on the main thread. What a batch adds is first brought together
 * (that is its delta) and then merged, so that the same deltas in the same order give the same state, bit for bit, also
 * with snapshots and restores in between, and wherever groups are.
 */
export class AggregateState implements StatefulOperator {
  readonly operatorName = 'stateStoreSave'
  readonly spec: GroupingSpec
  readonly hasEventTime: boolean
  readonly #eventTime: EventTimeKey | null
  readonly #space: SpillSpace | null
  #groups: HeldGroups
  /** Counts from 1. */
  #batch = 0
  #numRowsUpdated = 0
  #numRowsDropped = 0
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #evicted = NOTHING
  /** What came in the batch that is under way. */
  #coming: Grouping
  /** What the last batch added; null when that is the whole state. */
  #delta: GroupingState<Column> | null = null
  /** True until the first batch. */
  #pristine = true

  /**
   * @param eventTime the key that says when a group is over; null keeps every group for ever
   * @param emitsParts true when an output is given only the groups that changed or ended
   * @param space local disk for groups that memory has no room for; null keeps all in memory
   */
  constructor(
    spec: GroupingSpec,
    eventTime: EventTimeKey | null = null,
    emitsParts = eventTime !== null,
    space: SpillSpace | null = null,
  ) {
    this.spec = spec
    this.hasEventTime = emitsParts
    this.#eventTime = eventTime
    this.#space = space
    this.#groups = new HeldGroups(spec, eventTime, space)
    this.#coming = new Grouping(spec)
  }

  /** Groups in the state. */
  get numRowsTotal(): number {
    return this.#groups.size
  }
  /** Groups that the last batch added to. */
  get numRowsUpdated(): number {
    return this.#numRowsUpdated
  }
  /** Groups that were over in the last batch. */
  get numRowsRemoved(): number {
    return this.#evicted.count
  }
  /** Groups of tasks of the last batch that came after the watermark had passed them. */
  get numRowsDroppedByWatermark(): number {
    return this.#numRowsDropped
  }
  /** Bytes in memory. */
  get memoryUsedBytes(): number {
    return this.#groups.byteSize
  }
  get spilled(): SpilledSize | undefined {
    const { spilled } = this.#groups
    return spilled === null ? undefined : { rows: spilled.size, bytes: spilled.byteSize }
  }

  beginBatch(watermarks: BatchWatermarks): void {
    this.#watermarks = watermarks
    this.#numRowsDropped = 0
    this.#evicted = NOTHING
    this.#coming = new Grouping(this.spec)
  }

  /** Adds a partial result to the batch. */
  merge(partial: PartialResult): void {
    for (const window of shifted(partial, this.#eventTime)) this.#coming.merge(window, this.#inTime(window))
  }

  /** What came since `beginBatch`, as rows. */
  comingRows(): ColumnBatch {
    return this.#coming.result()
  }

  /** Brings what came since `beginBatch` into the state, and takes out what is over. */
  endBatch(): void {
    if (this.#pristine) {
      this.#pristine = false
      this.#delta = null
      this.#numRowsUpdated = this.#coming.size
      this.#groups.adopt(this.#coming, ++this.#batch)
    } else this.#take(this.#coming.state())
    this.#coming = new Grouping(this.spec)
    this.#evict(this.#watermarks.eviction)
  }

  /** A row per group: columns `key0` ... and `value0` ... Those in memory come first, in order of first appearance. */
  result(): ColumnBatch {
    return this.#groups.result()
  }

  stateRows(): ColumnBatch {
    return this.result()
  }

  /** The rows of the groups that the last batch added to, also of those that it ended. */
  updatedRows(): ColumnBatch {
    const rows = this.#groups.updatedRows(this.#batch)
    const { changed } = this.#evicted
    return changed === null ? rows : concatBatches(rows.schema, [rows, changed])
  }

  /** The rows of all groups, of those that the last batch changed, or of those that it ended. */
  rows(mode: OutputMode): ColumnBatch {
    if (mode === 'complete') return this.result()
    return mode === 'update' ? this.updatedRows() : this.evictedRows()
  }

  /** The rows of the groups that were over in the last batch. */
  evictedRows(): ColumnBatch {
    return this.#evicted.rows ?? emptyBatch(resultSchema(this.spec))
  }

  /** What the last batch added; see `apply`. */
  delta(): Uint8Array {
    return writeSnapshot(this.spec, this.#delta ?? this.#groups.state())
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    this.#take(readSnapshot(this.spec, delta))
    this.#evict(evictionMs)
  }

  /** The whole state; `pieceBytes` in memory become one piece. */
  snapshot(pieceBytes?: number): Generator<Uint8Array> {
    return this.#groups.snapshot(pieceBytes)
  }

  restore(piece: Uint8Array, evictionMs = 0, isFirst = true): void {
    const groups = isFirst ? new HeldGroups(this.spec, this.#eventTime, this.#space) : this.#groups
    groups.restore(piece)
    this.#groups = groups
    this.#pristine = false
    this.#batch = 0
    this.#numRowsUpdated = 0
    this.#evict(evictionMs)
  }

  spill(bytes: number): void {
    this.#groups.spill(bytes)
  }

  #take(delta: GroupingState<Column>): void {
    this.#pristine = false
    this.#delta = delta
    this.#numRowsUpdated = this.#groups.merge(delta, ++this.#batch)
  }

  #evict(watermarkMs: number): void {
    this.#evicted = this.#groups.evict(watermarkMs * 1000, this.#batch)
  }

  #inTime(partial: PartialResult): Int32Array | null {
    const late = this.#watermarks.late * 1000
    if (this.#eventTime === null || this.#eventTime.length === null) return null
    const ends = endsOf(partial.keys[this.#eventTime.key], partial.groups, this.#eventTime)
    const kept = new Int32Array(partial.groups)
    let n = 0
    for (let g = 0; g < partial.groups; g++) if (ends[g] > late) kept[n++] = g
    this.#numRowsDropped += partial.groups - n
    return n === partial.groups ? null : kept.subarray(0, n)
  }
}
