import type { ColumnBatch } from '@millrace/columns'
import { Grouping, type GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'

/**
 * The second phase of an aggregation and its state between batches, on the main thread. Merging the same partial results in
 * the same order gives the same state, bit for bit, also with snapshots and restores in between.
 */
export class AggregateState {
  readonly spec: GroupingSpec
  #grouping: Grouping
  /** The batch in which each group was last updated. */
  #updated = new Int32Array(16)
  #batch = 0
  #numRowsUpdated = 0
  #result: ColumnBatch | null = null

  constructor(spec: GroupingSpec) {
    this.spec = spec
    this.#grouping = new Grouping(spec)
  }

  /** Groups in the state. */
  get numRowsTotal(): number {
    return this.#grouping.size
  }

  /** Groups that were merged into since `beginBatch`. */
  get numRowsUpdated(): number {
    return this.#numRowsUpdated
  }

  /** Bytes held. */
  get memoryUsedBytes(): number {
    return this.#grouping.byteSize + this.#updated.byteLength
  }

  /** Starts counting updated groups anew. */
  beginBatch(): void {
    this.#batch++
    this.#numRowsUpdated = 0
  }

  merge(partial: PartialResult): void {
    this.#result = null
    this.#countUpdates(this.#grouping.merge(partial))
  }

  /** A row per group, in order of first appearance: columns `key0` ... and `value0` ... */
  result(): ColumnBatch {
    this.#result ??= this.#grouping.result()
    return this.#result
  }

  /** The whole state; see `restore`. */
  snapshot(): Uint8Array {
    return writeSnapshot(this.spec, this.#grouping.state())
  }

  /** Replaces the state by that of a snapshot; MILLRACE_CHECKPOINT_DAMAGED when it is damaged or of another aggregation. */
  restore(snapshot: Uint8Array): void {
    const state = readSnapshot(this.spec, snapshot)
    const grouping = new Grouping(this.spec)
    grouping.merge(state)
    this.#grouping = grouping
    this.#result = null
    this.#updated = new Int32Array(16)
    this.beginBatch()
  }

  #countUpdates(groups: Int32Array): void {
    const size = this.#grouping.size
    if (size > this.#updated.length) {
      const larger = new Int32Array(Math.max(size, this.#updated.length * 2))
      larger.set(this.#updated)
      this.#updated = larger
    }
    // Batches are counted from 1 here, so that 0 is never.
    const stamp = this.#batch + 1
    for (const group of groups) {
      if (this.#updated[group] === stamp) continue
      this.#updated[group] = stamp
      this.#numRowsUpdated++
    }
  }
}
