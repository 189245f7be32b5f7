import { type Column, type ColumnBatch, isObjectType, type Schema, setValid, validityBytes } from '@millrace/columns'
import { takeBatch } from '../kernels/take.ts'
import { emptyBatch } from '../operators/concat-batches.ts'
import type { MainDeduplicate } from '../plan/main-stage.ts'
import { decodeBatches, encodeBatches } from './batch-codec.ts'
import { endsOf } from './event-time-key.ts'
import { ExpiryQueue } from './keyed/expiry-queue.ts'
import { KeyCodec } from './keyed/key-bytes.ts'
import { KeyTable } from './keyed/key-table.ts'
import { rowsInTime } from './late-rows.ts'
import type { BatchWatermarks, StatefulOperator } from './stateful-operator.ts'

/**
 * Combinations of values that were seen. Spark's dropDuplicates (combinations with the event time are forgotten when it is over) and
 * dropDuplicatesWithinWatermark (any are, a delay after the event time of their first row).
 */
export class DeduplicateState implements StatefulOperator {
  readonly operatorName: string
  readonly hasEventTime = true
  readonly #spec: MainDeduplicate
  /** Microseconds for which a combination is kept after its event time, which is the last column of the state then; null: for ever. */
  readonly #keptFor: number | null
  readonly #schema: Schema
  readonly #codec: KeyCodec
  #seen = new KeyTable()
  #expiry = new ExpiryQueue()
  #delta: ColumnBatch
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0

  constructor(spec: MainDeduplicate) {
    this.#spec = spec
    const { columns, eventTime, keptFor, schema } = spec
    this.operatorName = keptFor === null || columns.includes(eventTime ?? -1) ? 'dedupe' : 'dedupeWithinWatermark'
    this.#keptFor = eventTime === null ? null : keptFor
    const types = columns.map(c => schema[c].type)
    this.#codec = new KeyCodec(types)
    // Of a window its end counts.
    const time = eventTime === null || isObjectType(schema[eventTime].type) ? 'timestamp' : schema[eventTime].type
    this.#schema = [...types, ...(this.#keptFor === null ? [] : [time])].map((type, i) => ({
      name: `c${i}`,
      type,
      nullable: true,
    }))
    this.#delta = emptyBatch(this.#schema)
  }

  get numRowsTotal(): number {
    return this.#seen.size
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
    return this.#seen.byteSize + this.#expiry.byteSize
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
    const { columns, eventTime } = this.#spec
    const inTime = rowsInTime(batch, eventTime, this.#watermarks.late)
    this.#numRowsDropped = batch.length - inTime.length
    const ends = eventTime === null ? null : this.#endsOf(inTime.columns[eventTime], inTime.length)
    const rows = this.#addNew(
      columns.map(c => inTime.columns[c]),
      inTime.length,
      ends,
    )
    this.#numRowsUpdated = rows.length
    const first = takeBatch(inTime, { rows, count: rows.length })
    const times = ends === null ? [] : this.#timesOf(rows.length, i => ends[rows[i]])
    this.#delta = {
      schema: this.#schema,
      length: rows.length,
      columns: [...columns.map(c => first.columns[c]), ...times],
    }
    return first
  }

  endBatch(): void {
    this.#evict(this.#watermarks.eviction)
  }

  delta(): Uint8Array {
    return encodeBatches([this.#delta])
  }

  snapshot(): Uint8Array {
    return encodeBatches([this.#rows()])
  }

  stateRows(): ColumnBatch {
    const { columns, eventTime, schema } = this.#spec
    const names = [...columns, eventTime!].map(c => schema[c]?.name)
    return { ...this.#rows(), schema: this.#schema.map((field, i) => ({ ...field, name: names[i] })) }
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    const [{ columns, length }] = decodeBatches([this.#schema], delta)
    const ends = this.#keptFor === null ? null : this.#endsOf(columns[columns.length - 1], length)
    this.#addNew(columns.slice(0, this.#spec.columns.length), length, ends)
    this.#evict(evictionMs)
  }

  restore(snapshot: Uint8Array, evictionMs: number): void {
    this.#seen = new KeyTable()
    this.#expiry = new ExpiryQueue()
    this.apply(snapshot, evictionMs)
  }

  #endsOf(times: Column, length: number): Float64Array | null {
    return this.#keptFor === null ? null : endsOf(times, length, { key: 0, length: this.#keptFor })
  }

  /** Remembers rows whose combination is new, the first of each; gives their numbers. */
  #addNew(columns: readonly Column[], length: number, ends: Float64Array | null): Int32Array {
    const keys = this.#codec.encode(columns, length)
    const seen = this.#seen
    const rows = new Int32Array(length)
    let count = 0
    for (let r = 0; r < length; r++) {
      const before = seen.size
      const id = seen.add(keys, r)
      if (seen.size === before) continue
      rows[count++] = r
      if (ends !== null) this.#expiry.add(id, ends[r])
    }
    return rows.subarray(0, count)
  }

  #evict(evictionMs: number): void {
    if (this.#keptFor === null) return
    const over = this.#expiry.take(evictionMs * 1000)
    for (const id of over) this.#seen.remove(id)
    this.#numRowsRemoved = over.length
  }

  #rows(): ColumnBatch {
    const ids = this.#seen.ids()
    const { length } = ids
    const columns = this.#codec.decode(this.#seen.copy(ids), length)
    return {
      schema: this.#schema,
      length,
      columns: [...columns, ...this.#timesOf(length, i => this.#expiry.end(ids[i]))],
    }
  }

  /** The column of event times, where there is one: null where a combination is never forgotten. */
  #timesOf(length: number, endOf: (row: number) => number): Column[] {
    if (this.#keptFor === null) return []
    const values = new BigInt64Array(length)
    const validity = new Uint8Array(validityBytes(length))
    let nullCount = 0
    for (let i = 0; i < length; i++) {
      const end = endOf(i)
      if (end === Number.POSITIVE_INFINITY) {
        nullCount++
        continue
      }
      values[i] = BigInt(end - this.#keptFor)
      setValid(validity, i)
    }
    const { type } = this.#schema[this.#schema.length - 1] as { type: 'timestamp' }
    return [{ type, length, values, validity: nullCount === 0 ? null : validity, nullCount }]
  }
}
