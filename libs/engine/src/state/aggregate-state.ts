import type { Column, ColumnBatch } from '@millrace/columns'
import type { OutputMode } from '../connector/sink.ts'
import { take, takeBatch } from '../kernels/take.ts'
import { Grouping, type GroupingSpec, type GroupingState } from '../operators/aggregate/grouping.ts'
import type { PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import { concatBatches } from '../operators/concat-batches.ts'
import { type EventTimeKey, endsOf, shifted } from './event-time-key.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import type { BatchWatermarks, StatefulOperator } from './stateful-operator.ts'

/** Dead groups beside live ones before the state is made anew without them. */
const DEAD_SHARE = 1

/**
 * The second phase of an aggregation and its state between batches, on the main thread. What a batch adds is first brought together
 * (that is its delta) and then merged, so that the same deltas in the same order give the same state, bit for bit, also
 * with snapshots and restores in between.
 */
export class AggregateState implements StatefulOperator {
  readonly operatorName = 'stateStoreSave'
  readonly spec: GroupingSpec
  readonly hasEventTime: boolean
  readonly #eventTime: EventTimeKey | null
  #grouping: Grouping
  /** The batch, counted from 1, in which each group was last updated. */
  #updated = new Int32Array(16)
  #batch = 0
  /** When each group is over, in microseconds. */
  #ends = new Float64Array(16)
  /** 1 for groups that were evicted and are still in the arrays. */
  #dead = new Uint8Array(16)
  #deadCount = 0
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #evicted: ColumnBatch | null = null
  /** Rows of groups that the last batch changed and ended. */
  #updatedAtLast: ColumnBatch | null = null
  /** What came in the batch that is under way. */
  #coming: Grouping
  /** What the last batch added; null when that is the whole state. */
  #delta: GroupingState<Column> | null = null
  /** True until the first batch. */
  #pristine = true
  #result: ColumnBatch | null = null

  /**
   * @param eventTime the key that says when a group is over; null keeps every group for ever
   * @param emitsParts true when an output is given only the groups that changed or ended
   */
  constructor(spec: GroupingSpec, eventTime: EventTimeKey | null = null, emitsParts = eventTime !== null) {
    this.spec = spec
    this.hasEventTime = emitsParts
    this.#eventTime = eventTime
    this.#grouping = new Grouping(spec)
    this.#coming = new Grouping(spec)
  }

  /** Groups in the state. */
  get numRowsTotal(): number {
    return this.#grouping.size - this.#deadCount
  }
  /** Groups that the last batch added to. */
  get numRowsUpdated(): number {
    return this.#numRowsUpdated
  }
  /** Groups that were over in the last batch. */
  get numRowsRemoved(): number {
    return this.#numRowsRemoved
  }
  /** Groups of tasks of the last batch that came after the watermark had passed them. */
  get numRowsDroppedByWatermark(): number {
    return this.#numRowsDropped
  }
  /** Bytes held. */
  get memoryUsedBytes(): number {
    return this.#grouping.byteSize + this.#updated.byteLength + this.#dead.byteLength
  }

  beginBatch(watermarks: BatchWatermarks): void {
    this.#watermarks = watermarks
    this.#numRowsDropped = 0
    this.#numRowsRemoved = 0
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
    if (this.#pristine) this.#adopt(this.#coming)
    else {
      this.#delta = this.#coming.state()
      this.#apply()
    }
    this.#coming = new Grouping(this.spec)
    this.#evicted = this.#evict(this.#watermarks.eviction)
  }

  /** Takes out the groups that are over and gives their rows; null when there are none. */
  #evict(watermarkMs: number): ColumnBatch | null {
    const watermark = watermarkMs * 1000
    const over: number[] = []
    if (this.#eventTime !== null)
      for (let g = 0; g < this.#grouping.size; g++) if (this.#ends[g] <= watermark && this.#dead[g] === 0) over.push(g)
    this.#numRowsRemoved = over.length
    this.#updatedAtLast = null
    if (over.length === 0) return null
    const rows = this.#rows(Int32Array.from(over))
    const changed = over.filter(g => this.#updated[g] === this.#batch)
    if (changed.length > 0) this.#updatedAtLast = this.#rows(Int32Array.from(changed))
    for (const g of over) this.#dead[g] = 1
    this.#deadCount += over.length
    this.#result = null
    if (this.#deadCount > DEAD_SHARE * this.numRowsTotal) this.#compact()
    return rows
  }

  /** A row per group, in order of first appearance: columns `key0` ... and `value0` ... */
  result(): ColumnBatch {
    this.#result ??=
      this.#deadCount === 0 ? this.#grouping.result() : this.#rows(this.#groups(g => this.#dead[g] === 0))
    return this.#result
  }

  stateRows(): ColumnBatch {
    return this.result()
  }

  /** The rows of the groups that the last batch added to, also of those that it ended. */
  updatedRows(): ColumnBatch {
    const rows = this.#rows(this.#groups(g => this.#dead[g] === 0 && this.#updated[g] === this.#batch))
    return this.#updatedAtLast === null ? rows : concatBatches(rows.schema, [rows, this.#updatedAtLast])
  }

  /** The rows of all groups, of those that the last batch changed, or of those that it ended. */
  rows(mode: OutputMode): ColumnBatch {
    if (mode === 'complete') return this.result()
    return mode === 'update' ? this.updatedRows() : this.evictedRows()
  }

  /** The rows of the groups that were over in the last batch. */
  evictedRows(): ColumnBatch {
    return this.#evicted ?? takeBatch(new Grouping(this.spec).result(), { rows: null, count: 0 })
  }

  /** What the last batch added; see `apply`. */
  delta(): Uint8Array {
    return writeSnapshot(this.spec, this.#delta ?? this.#grouping.state())
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    this.#delta = readSnapshot(this.spec, delta)
    this.#apply()
    this.#evict(evictionMs)
  }

  /** The whole state; see `restore`. */
  snapshot(): Uint8Array {
    if (this.#deadCount > 0) this.#compact()
    return writeSnapshot(this.spec, this.#grouping.state())
  }

  restore(snapshot: Uint8Array, evictionMs = 0): void {
    const state = readSnapshot(this.spec, snapshot)
    this.#replace(state)
    if (this.#eventTime !== null) this.#ends.set(endsOf(state.keys[this.#eventTime.key], state.groups, this.#eventTime))
    this.#evict(evictionMs)
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

  /** The first batch is the state: nothing is merged. */
  #adopt(grouping: Grouping): void {
    this.#pristine = false
    this.#grouping = grouping
    this.#delta = null
    this.#result = null
    this.#batch++
    this.#reserve()
    this.#updated.fill(this.#batch, 0, grouping.size)
    this.#numRowsUpdated = grouping.size
    if (this.#eventTime === null) return
    const { keys, groups } = grouping.state()
    this.#ends.set(endsOf(keys[this.#eventTime.key], groups, this.#eventTime))
  }

  #apply(): void {
    if (this.#delta === null) return
    this.#pristine = false
    this.#result = null
    this.#batch++
    this.#numRowsUpdated = 0
    const groups = this.#grouping.merge(this.#delta)
    this.#reserve()
    const ends = this.#eventTime && endsOf(this.#delta.keys[this.#eventTime.key], groups.length, this.#eventTime)
    for (const [i, group] of groups.entries()) {
      if (ends !== null) this.#ends[group] = ends[i]
      if (this.#updated[group] === this.#batch) continue
      this.#updated[group] = this.#batch
      this.#numRowsUpdated++
      if (this.#dead[group] === 0) continue
      this.#dead[group] = 0
      this.#deadCount--
    }
  }

  #groups(wanted: (group: number) => boolean): Int32Array {
    return Int32Array.from({ length: this.#grouping.size }, (_, g) => g).filter(wanted)
  }

  #rows(rows: Int32Array): ColumnBatch {
    const all = this.#grouping.result()
    return { ...all, length: rows.length, columns: all.columns.map(c => take(c, rows, rows.length)) }
  }

  /** Makes the state anew without the groups that are dead, and with dictionaries of what is left. */
  #compact(): void {
    const state = this.#grouping.state()
    const live = this.#groups(g => this.#dead[g] === 0)
    const updated = live.map(g => this.#updated[g])
    const ends = Float64Array.from(live, g => this.#ends[g])
    const batch = this.#batch
    const numRowsUpdated = this.#numRowsUpdated
    this.#replace(state, live)
    this.#reserve()
    this.#updated.set(updated)
    this.#ends.set(ends)
    this.#batch = batch
    this.#numRowsUpdated = numRowsUpdated
  }

  #replace(state: GroupingState, groups: Int32Array | null = null): void {
    this.#pristine = false
    this.#grouping = new Grouping(this.spec)
    this.#grouping.merge(state, groups)
    this.#result = null
    this.#updated = new Int32Array(16)
    this.#ends = new Float64Array(16)
    this.#dead = new Uint8Array(16)
    this.#deadCount = 0
    this.#batch = 0
    this.#numRowsUpdated = 0
    this.#reserve()
  }

  #reserve(): void {
    const { size } = this.#grouping
    if (size <= this.#updated.length) return
    const length = Math.max(size, this.#updated.length * 2)
    const updated = new Int32Array(length)
    updated.set(this.#updated)
    this.#updated = updated
    const ends = new Float64Array(length)
    ends.set(this.#ends)
    this.#ends = ends
    const dead = new Uint8Array(length)
    dead.set(this.#dead)
    this.#dead = dead
  }
}
