import type { ColumnBatch, Schema } from '@millrace/columns'
import { take, takeBatch } from '../kernels/take.ts'
import { withRoom } from '../operators/aggregate/arrays.ts'
import { GroupIndex } from '../operators/aggregate/group-index.ts'
import { concatBatches, emptyBatch } from '../operators/concat-batches.ts'
import type { MainDeduplicate } from '../plan/main-stage.ts'
import { decodeBatches, encodeBatches } from './batch-codec.ts'
import { endsOf } from './event-time-key.ts'
import type { BatchWatermarks, StatefulOperator } from './stateful-operator.ts'

/**
 * Combinations of values that were seen. Spark's dropDuplicates (combinations with the event time are forgotten when it is over) and
 * dropDuplicatesWithinWatermark (any are, a delay after the event time of their first row).
 */
export class DeduplicateState implements StatefulOperator {
  readonly operatorName: string
  readonly hasEventTime = true
  readonly #spec: MainDeduplicate
  /** The columns kept: those that tell rows apart, then the event time where it says when they are forgotten. */
  readonly #kept: readonly number[]
  readonly #schema: Schema
  #index: GroupIndex
  /** By group of the index the row that remembers it, plus 1. */
  #slots = new Int32Array(16)
  /** When each row is forgotten, in microseconds. */
  #ends = new Float64Array(16)
  #dead = new Uint8Array(16)
  #deadCount = 0
  #rows: ColumnBatch
  #delta: ColumnBatch
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0

  constructor(spec: MainDeduplicate) {
    this.#spec = spec
    this.operatorName =
      spec.keptFor === null || spec.columns.includes(spec.eventTime ?? -1) ? 'dedupe' : 'dedupeWithinWatermark'
    this.#kept = spec.keptFor === null || spec.eventTime === null ? spec.columns : [...spec.columns, spec.eventTime]
    this.#schema = this.#kept.map((c, i) => ({ ...spec.schema[c], name: `c${i}`, nullable: true }))
    this.#rows = emptyBatch(this.#schema)
    this.#delta = this.#rows
    this.#index = this.#newIndex()
  }

  get numRowsTotal(): number {
    return this.#rows.length - this.#deadCount
  }
  get numRowsUpdated(): number {
    return this.#numRowsUpdated
  }
  get numRowsRemoved(): number {
    return this.#numRowsRemoved
  }
  get numRowsDroppedByWatermark(): number {
    return this.#numRowsDropped
  }
  get memoryUsedBytes(): number {
    return this.#index.byteSize + this.#slots.byteLength + this.#ends.byteLength + this.#dead.byteLength
  }

  beginBatch(watermarks: BatchWatermarks): void {
    this.#watermarks = watermarks
    this.#numRowsUpdated = 0
    this.#numRowsRemoved = 0
    this.#numRowsDropped = 0
    this.#delta = emptyBatch(this.#schema)
  }

  /** The rows of the batch, once, that are not late and whose values are new. */
  process(batch: ColumnBatch): ColumnBatch {
    const inTime = this.#inTime(batch)
    const kept = this.#kept.map(c => inTime.columns[c])
    const first = this.#addNew({ schema: this.#schema, length: inTime.length, columns: kept })
    this.#numRowsUpdated = first.length
    return takeBatch(inTime, { rows: first, count: first.length })
  }

  endBatch(): void {
    this.#evict(this.#watermarks.eviction * 1000)
  }

  delta(): Uint8Array {
    return encodeBatches([this.#delta])
  }

  snapshot(): Uint8Array {
    this.#compact()
    return encodeBatches([this.#rows])
  }

  stateRows(): ColumnBatch {
    this.#compact()
    const { schema } = this.#spec
    return { ...this.#rows, schema: this.#schema.map((field, i) => ({ ...field, name: schema[this.#kept[i]].name })) }
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    const [rows] = decodeBatches([this.#schema], delta)
    this.#addNew(rows)
    this.#evict(evictionMs * 1000)
  }

  restore(snapshot: Uint8Array, evictionMs: number): void {
    this.#clear()
    this.apply(snapshot, evictionMs)
  }

  #inTime(batch: ColumnBatch): ColumnBatch {
    const { eventTime } = this.#spec
    if (eventTime === null) return batch
    const times = endsOf(batch.columns[eventTime], batch.length, { key: 0, length: 0 })
    const late = this.#watermarks.late * 1000
    const rows = Int32Array.from({ length: batch.length }, (_, r) => r).filter(r => times[r] > late)
    this.#numRowsDropped = batch.length - rows.length
    return takeBatch(batch, { rows, count: rows.length })
  }

  /** Remembers rows whose combination is new, the first of each; gives their numbers. */
  #addNew(batch: ColumnBatch): Int32Array {
    const keys = batch.columns.slice(0, this.#spec.columns.length)
    const groups = this.#index.assign(keys, { rows: null, count: batch.length }) ?? new Int32Array(batch.length)
    const before = this.#rows.length
    this.#slots = withRoom(this.#slots, this.#index.size)
    const isNew: number[] = []
    for (let r = 0; r < batch.length; r++) {
      // Slots are stored one above their number, so that 0 is none yet.
      const slot = this.#slots[groups[r]] - 1
      if (slot >= before || (slot >= 0 && this.#dead[slot] === 0)) continue
      this.#slots[groups[r]] = before + isNew.push(r)
    }
    const rows = Int32Array.from(isNew)
    this.#delta = {
      schema: this.#schema,
      length: rows.length,
      columns: batch.columns.map(c => take(c, rows, rows.length)),
    }
    this.#rows = concatBatches(this.#schema, [this.#rows, this.#delta])
    this.#ends = withRoom(this.#ends, this.#rows.length)
    this.#dead = withRoom(this.#dead, this.#rows.length)
    this.#ends.set(this.#endsOf(this.#delta), before)
    return rows
  }

  #endsOf(batch: ColumnBatch): Float64Array {
    const { keptFor } = this.#spec
    if (keptFor === null) return new Float64Array(batch.length).fill(Number.POSITIVE_INFINITY)
    return endsOf(batch.columns[batch.columns.length - 1], batch.length, { key: 0, length: keptFor })
  }

  #evict(watermark: number): void {
    if (this.#spec.keptFor === null) return
    let removed = 0
    for (let g = 0; g < this.#rows.length; g++)
      if (this.#dead[g] === 0 && this.#ends[g] <= watermark) {
        this.#dead[g] = 1
        removed++
      }
    this.#numRowsRemoved = removed
    this.#deadCount += removed
    if (this.#deadCount > this.numRowsTotal) this.#compact()
  }

  /** Makes the state anew of what is not forgotten. */
  #compact(): void {
    if (this.#deadCount === 0) return
    const live = Int32Array.from({ length: this.#rows.length }, (_, g) => g).filter(g => this.#dead[g] === 0)
    const rows = takeBatch(this.#rows, { rows: live, count: live.length })
    const delta = this.#delta
    this.#clear()
    this.#addNew(rows)
    this.#delta = delta
  }

  #clear(): void {
    this.#index = this.#newIndex()
    this.#slots = new Int32Array(16)
    this.#ends = new Float64Array(16)
    this.#dead = new Uint8Array(16)
    this.#deadCount = 0
    this.#rows = emptyBatch(this.#schema)
  }

  #newIndex(): GroupIndex {
    return new GroupIndex(this.#spec.columns.map(c => ({ type: this.#spec.schema[c].type, nullable: true })))
  }
}
