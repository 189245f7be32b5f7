import type { Column, ColumnBatch, Field, Schema } from '@millrace/columns'
import { withRoom } from '../operators/aggregate/arrays.ts'
import type { JoinSide } from '../plan/main-stage.ts'
import { endsOf } from './event-time-key.ts'
import { ChunkList } from './keyed/chunk-list.ts'
import { ExpiryQueue } from './keyed/expiry-queue.ts'
import { firstRows } from './keyed/gather.ts'
import { batchChunks, gatherBatch } from './keyed/gather-batch.ts'

const NO_ROWS = new Int32Array(0)
/** Says of a row that is written somewhere whether it had a partner. */
export const MATCHED: Field = { name: 'matched', type: 'boolean', nullable: false }

/** The rows of one side of a join that may still find partners: chains of rows by the id of their key. */
export class JoinSideRows {
  readonly schema: Schema
  readonly #expiry: JoinSide['expiry']
  readonly #rows: ChunkList<ColumnBatch>
  readonly #queue = new ExpiryQueue()
  /** By row: the id of its key (-1 for a key that is equal to none), and 1 when it had a partner. */
  #keys = NO_ROWS
  #matched = new Uint8Array(0)
  /** By key its first and its last row, by row those after and before it; all plus 1, 0 is none. */
  #first = NO_ROWS
  #last = NO_ROWS
  #next = NO_ROWS
  #previous = NO_ROWS

  constructor(schema: Schema, { expiry }: JoinSide) {
    this.schema = schema
    this.#expiry = expiry
    this.#rows = new ChunkList(batchChunks(schema))
  }

  get size(): number {
    return this.#rows.size
  }

  get byteSize(): number {
    const arrays = [this.#keys, this.#matched, this.#first, this.#last, this.#next, this.#previous]
    return arrays.reduce((sum, a) => sum + a.byteLength, this.#rows.byteSize + this.#queue.byteSize)
  }

  /** Adds rows with the ids of their keys; gives the rows' own. */
  add(batch: ColumnBatch, keys: Int32Array): Int32Array {
    const { length } = batch
    const rows = this.#rows.add([batch], firstRows(length))
    const limit = this.#rows.idLimit
    this.#keys = withRoom(this.#keys, limit)
    this.#matched = withRoom(this.#matched, limit)
    this.#next = withRoom(this.#next, limit)
    this.#previous = withRoom(this.#previous, limit)
    let keyLimit = 0
    for (let i = 0; i < length; i++) if (keys[i] >= keyLimit) keyLimit = keys[i] + 1
    this.#first = withRoom(this.#first, keyLimit)
    this.#last = withRoom(this.#last, keyLimit)
    const ends = this.endsOf(batch)
    for (let i = 0; i < length; i++) {
      const row = rows[i]
      this.#keys[row] = keys[i]
      this.#matched[row] = 0
      if (keys[i] >= 0) this.#append(row, keys[i])
      if (ends !== null) this.#queue.add(row, ends[i])
    }
    return rows
  }

  /** The first row with a key, or -1. */
  first(key: number): number {
    return key < this.#first.length ? this.#first[key] - 1 : -1
  }

  /** The row after another with its key, or -1. */
  next(row: number): number {
    return this.#next[row] - 1
  }

  isMatched(row: number): boolean {
    return this.#matched[row] === 1
  }

  match(row: number): void {
    this.#matched[row] = 1
  }

  keyOf(row: number): number {
    return this.#keys[row]
  }

  /** Rows that can have no partner any more at a watermark, in their order; to be removed. */
  expired(watermarkMs: number): Int32Array {
    return this.#expiry === null ? NO_ROWS : this.#rows.inOrder(this.#queue.take(watermarkMs * 1000))
  }

  remove(row: number): void {
    if (this.#expiry !== null) this.#queue.remove(row)
    this.#rows.remove(row)
    const key = this.#keys[row]
    if (key < 0) return
    const [next, previous] = [this.#next[row], this.#previous[row]]
    if (previous > 0) this.#next[previous - 1] = next
    else this.#first[key] = next
    if (next > 0) this.#previous[next - 1] = previous
    else this.#last[key] = previous
  }

  /** Copies of rows, with all columns or those named. */
  take(rows: Int32Array, wanted: (field: Field) => boolean = () => true): ColumnBatch {
    const only = (_: unknown, c: number): boolean => wanted(this.schema[c])
    const chunks = this.#rows.chunks.map(chunk => chunk && { ...chunk, columns: chunk.columns.filter(only) })
    return gatherBatch(this.schema.filter(only), chunks, this.#rows.positions(rows))
  }

  /** All rows, in their order. */
  ids(): Int32Array {
    return this.#rows.ids()
  }

  /** Copies of rows, and after their columns whether each had a partner. */
  takeWithMatched(ids: Int32Array): ColumnBatch {
    const { length } = ids
    const { schema, columns } = this.take(ids)
    const values = new Uint8Array(length)
    for (let i = 0; i < length; i++) values[i] = this.#matched[ids[i]]
    const matched: Column = { type: 'boolean', length, values, validity: null, nullCount: 0 }
    return { schema: [...schema, MATCHED], length, columns: [...columns, matched] }
  }

  /** Adds what `takeWithMatched` gave. */
  addWithMatched(batch: ColumnBatch, keys: Int32Array): void {
    const ids = this.add(withoutMatched(batch), keys)
    for (let i = 0; i < ids.length; i++) this.#matched[ids[i]] = isMatched(batch, i) ? 1 : 0
  }

  /** Gives back the memory of rows that were removed. */
  tidy(): void {
    this.#rows.tidy()
  }

  /** When rows are over, in microseconds; null: never. */
  endsOf({ columns, length }: ColumnBatch): Float64Array | null {
    if (this.#expiry === null) return null
    return endsOf(columns[this.#expiry.column], length, { key: 0, length: this.#expiry.after })
  }

  #append(row: number, key: number): void {
    const last = this.#last[key]
    this.#previous[row] = last
    this.#next[row] = 0
    if (last > 0) this.#next[last - 1] = row + 1
    else this.#first[key] = row + 1
    this.#last[key] = row + 1
  }
}

/** Rows less whether they had a partner. */
export const withoutMatched = ({ schema, length, columns }: ColumnBatch): ColumnBatch => ({
  schema: schema.slice(0, -1),
  length,
  columns: columns.slice(0, -1),
})

export function isMatched({ columns }: ColumnBatch, row: number): boolean {
  const matched = columns[columns.length - 1]
  return 'values' in matched && matched.values[row] === 1
}
