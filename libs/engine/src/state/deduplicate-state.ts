import { type Column, type ColumnBatch, isObjectType, type Schema, setValid, validityBytes } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { takeBatch } from '../kernels/take.ts'
import { withRoom } from '../operators/aggregate/arrays.ts'
import { concatBatches, emptyBatch } from '../operators/concat-batches.ts'
import type { MainDeduplicate } from '../plan/main-stage.ts'
import { decodeBatches, encodeBatches } from './batch-codec.ts'
import { endsOf } from './event-time-key.ts'
import { newest } from './group-marks.ts'
import { ExpiryQueue } from './keyed/expiry-queue.ts'
import { KeyCodec, type KeyRows } from './keyed/key-bytes.ts'
import { KeyTable } from './keyed/key-table.ts'
import { rowsInTime } from './late-rows.ts'
import { isRows } from './spill/row-pieces.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import { SpilledKeys } from './spill/spilled-keys.ts'
import type { BatchWatermarks, SpilledSize, StatefulOperator } from './stateful-operator.ts'

/** Combinations that go to disk at a time. */
const PAGE_ROWS = 16_384

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
  /** True where equal combinations are over at the same time. */
  readonly #isTimeInKey: boolean
  readonly #schema: Schema
  readonly #codec: KeyCodec
  #seen = new KeyTable()
  #expiry = new ExpiryQueue()
  /** By id the batch, counted from 1, that last had the combination. */
  #touched = new Int32Array(16)
  #batch = 0
  readonly #space: SpillSpace | null
  /** Combinations on disk and not in memory; null before there were any. */
  #spilled: SpilledKeys | null = null
  #delta: ColumnBatch
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0

  /** @param space local disk for combinations that memory has no room for; null keeps all in memory */
  constructor(spec: MainDeduplicate, space: SpillSpace | null = null) {
    this.#spec = spec
    this.#space = space
    const { columns, eventTime, keptFor, schema } = spec
    this.operatorName = keptFor === null || columns.includes(eventTime ?? -1) ? 'dedupe' : 'dedupeWithinWatermark'
    this.#keptFor = eventTime === null ? null : keptFor
    this.#isTimeInKey = this.#keptFor !== null && columns.includes(eventTime ?? -1)
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
    return this.#seen.size + (this.#spilled?.size ?? 0)
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
    return this.#seen.byteSize + this.#expiry.byteSize + this.#touched.byteLength
  }
  get spilled(): SpilledSize | undefined {
    return this.#spilled === null ? undefined : { rows: this.#spilled.size, bytes: this.#spilled.byteSize }
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

  *snapshot(): Generator<Uint8Array> {
    yield encodeBatches([this.#rowsInMemory()])
    if (this.#spilled !== null) yield* this.#spilled.snapshot()
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

  restore(piece: Uint8Array, evictionMs: number, isFirst = true): void {
    if (isFirst) {
      this.#clear()
      this.#spilled = null
    }
    if (isRows(piece)) this.#disk().restore(piece)
    else this.apply(piece, evictionMs)
  }

  spill(bytes: number): void {
    const held = this.memoryUsedBytes
    if (held <= bytes || this.#space === null || this.#seen.size === 0) return
    const [seen, expiry, touched] = [this.#seen, this.#expiry, this.#touched]
    const ids = seen.ids()
    const kept = newest(ids, touched, Math.floor((ids.length * bytes) / held))
    const stays = new Uint8Array(seen.idLimit)
    for (const id of kept) stays[id] = 1
    const endOf = (id: number): number => (this.#keptFor === null ? Number.POSITIVE_INFINITY : expiry.end(id))
    const leaving = ids.filter(id => stays[id] === 0)
    for (let from = 0; from < leaving.length; from += PAGE_ROWS) {
      const page = leaving.subarray(from, from + PAGE_ROWS)
      this.#disk().put(seen.copy(page), Float64Array.from(page, endOf))
    }
    this.#clear()
    const keys = seen.copy(kept)
    this.#touched = withRoom(this.#touched, kept.length)
    for (let i = 0; i < kept.length; i++) {
      const id = this.#seen.add(keys, i)
      this.#touched[id] = touched[kept[i]]
      if (this.#keptFor !== null) this.#expiry.add(id, endOf(kept[i]))
    }
  }

  /** Memory without combinations. */
  #clear(): void {
    this.#seen = new KeyTable()
    this.#expiry = new ExpiryQueue()
    this.#touched = new Int32Array(16)
  }

  #disk(): SpilledKeys {
    if (this.#space === null) throw new MillraceError('MILLRACE_INTERNAL', 'State on disk has no place here.')
    this.#spilled ??= new SpilledKeys(this.#space.dueTable(JSON.stringify(this.#schema)), this.#isTimeInKey)
    return this.#spilled
  }

  #endsOf(times: Column, length: number): Float64Array | null {
    return this.#keptFor === null ? null : endsOf(times, length, { key: 0, length: this.#keptFor })
  }

  /** Remembers rows whose combination is new, the first of each; gives their numbers. */
  #addNew(columns: readonly Column[], length: number, ends: Float64Array | null): Int32Array {
    const keys = this.#codec.encode(columns, length)
    const seen = this.#seen
    const rows = new Int32Array(length)
    const ids = new Int32Array(length)
    let count = 0
    this.#batch++
    for (let r = 0; r < length; r++) {
      const before = seen.size
      const id = seen.add(keys, r)
      this.#touched = withRoom(this.#touched, id + 1)
      this.#touched[id] = this.#batch
      if (seen.size === before) continue
      ids[count] = id
      rows[count++] = r
    }
    const isOnDisk = this.#areOnDisk(keys, rows.subarray(0, count), ends)
    let added = 0
    for (let i = 0; i < count; i++) {
      if (isOnDisk?.[i] === 1) {
        seen.remove(ids[i])
        continue
      }
      if (ends !== null) this.#expiry.add(ids[i], ends[rows[i]])
      rows[added++] = rows[i]
    }
    return rows.subarray(0, added)
  }

  /** For each of some rows 1 where its combination is on disk; it stays there. Null where none is. */
  #areOnDisk(keys: KeyRows, rows: Int32Array, ends: Float64Array | null): Uint8Array | null {
    if (this.#spilled === null || this.#spilled.size === 0) return null
    return this.#spilled.have(keys, rows, ends)
  }

  #evict(evictionMs: number): void {
    if (this.#keptFor === null) return
    const over = this.#expiry.take(evictionMs * 1000)
    for (const id of over) this.#seen.remove(id)
    this.#numRowsRemoved = over.length + (this.#spilled?.evict(evictionMs * 1000) ?? 0)
  }

  #rows(): ColumnBatch {
    const batches = [this.#rowsInMemory()]
    for (const { keys, ends } of this.#spilled?.pages() ?? []) batches.push(this.#rowsOf(keys, ends))
    return concatBatches(this.#schema, batches)
  }

  #rowsInMemory(): ColumnBatch {
    const ids = this.#seen.ids()
    const ends = this.#keptFor === null ? null : Float64Array.from(ids, id => this.#expiry.end(id))
    return this.#rowsOf(this.#seen.copy(ids), ends)
  }

  #rowsOf(keys: KeyRows, ends: Float64Array | null): ColumnBatch {
    const length = keys.starts.length - 1
    const times = ends === null ? [] : this.#timesOf(length, i => ends[i])
    return { schema: this.#schema, length, columns: [...this.#codec.decode(keys, length), ...times] }
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
