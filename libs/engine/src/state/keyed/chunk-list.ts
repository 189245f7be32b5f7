import { withRoom } from '../../operators/aggregate/arrays.ts'
import type { RowPositions } from './gather.ts'

/** How chunks of some kind of rows are made of others. */
export interface ChunkKind<T> {
  /** A chunk of these rows of others, in this order; those that no position names may be missing. */
  gather(chunks: readonly (T | undefined)[], positions: RowPositions): T
  /** Bytes held by a chunk. */
  byteSize(chunk: T): number
}

interface Chunk<T> {
  rows: T
  /** The id of each row; -1 for those that were removed. */
  ids: Int32Array
  live: number
  bytes: number
}

/** Most rows of a chunk: so many are copied at once at most. */
const MOST_ROWS = 16_384

/**
 * Rows in chunks, in the order in which they came, each with an id that is its own until it is removed. Adding a row copies it a
 * bounded number of times: chunks of small batches are joined with neighbours of their size. A chunk is copied without its dead rows when
 * they are more than half of it.
 */
export class ChunkList<T> {
  readonly #kind: ChunkKind<T>
  /** By number less `#base`; gone where nothing of a chunk is left. */
  #chunks: (Chunk<T> | undefined)[] = []
  #base = 0
  /** By id: the number of the chunk times MOST_ROWS, plus the row. Ascends in the order of the rows. */
  #places = new Float64Array(16)
  /** Ids to be used again, of which the first `#freeCount` count; ids from `#ids` on were never used. */
  #free = new Int32Array(16)
  #freeCount = 0
  #ids = 0
  readonly #halfDead = new Set<Chunk<T>>()
  #bytes = 0

  constructor(kind: ChunkKind<T>) {
    this.#kind = kind
  }

  get size(): number {
    return this.#ids - this.#freeCount
  }

  /** Ids are below this. */
  get idLimit(): number {
    return this.#ids
  }

  get byteSize(): number {
    return this.#bytes + this.#places.byteLength + this.#free.byteLength
  }

  /** All chunks, as `positions` numbers them. */
  get chunks(): readonly (T | undefined)[] {
    return this.#chunks.map(chunk => chunk?.rows)
  }

  /** Adds copies of rows; gives their ids. */
  add(chunks: readonly T[], { source, row }: RowPositions): Int32Array {
    const ids = new Int32Array(row.length)
    for (let i = 0; i < ids.length; i++) ids[i] = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#ids++
    this.#places = withRoom(this.#places, this.#ids)
    for (let from = 0; from < ids.length; from += MOST_ROWS) {
      const to = Math.min(ids.length, from + MOST_ROWS)
      const slice = { source: source.subarray(from, to), row: row.subarray(from, to) }
      this.#chunks.push(undefined)
      this.#put(this.#chunks.length - 1, this.#kind.gather(chunks, slice), ids.slice(from, to))
      this.#joinLast()
    }
    return ids
  }

  /** Where rows are among `chunks`, until rows are added or `tidy` is called. */
  positions(ids: Int32Array): RowPositions {
    const source = new Int32Array(ids.length)
    const row = new Int32Array(ids.length)
    for (let i = 0; i < ids.length; i++) {
      const place = this.#places[ids[i]]
      const chunk = Math.floor(place / MOST_ROWS)
      source[i] = chunk - this.#base
      row[i] = place - chunk * MOST_ROWS
    }
    return { source, row }
  }

  remove(id: number): void {
    const place = this.#places[id]
    const number = Math.floor(place / MOST_ROWS)
    const chunk = this.#chunks[number - this.#base]!
    chunk.ids[place - number * MOST_ROWS] = -1
    chunk.live--
    if (chunk.live * 2 < chunk.ids.length) this.#halfDead.add(chunk)
    this.#free = withRoom(this.#free, this.#freeCount + 1)
    this.#free[this.#freeCount++] = id
  }

  /** The ids in the order of their rows. */
  inOrder(ids: Int32Array): Int32Array {
    const places = new Float64Array(ids.length)
    for (let i = 0; i < ids.length; i++) places[i] = this.#places[ids[i]]
    places.sort()
    const ordered = new Int32Array(ids.length)
    for (let i = 0; i < ids.length; i++) {
      const number = Math.floor(places[i] / MOST_ROWS)
      ordered[i] = this.#chunks[number - this.#base]!.ids[places[i] - number * MOST_ROWS]
    }
    return ordered
  }

  /** The ids of all rows, in their order. */
  ids(): Int32Array {
    const ids = new Int32Array(this.size)
    let n = 0
    for (const chunk of this.#chunks) if (chunk !== undefined) for (const id of chunk.ids) if (id >= 0) ids[n++] = id
    return ids
  }

  /** Gives back the memory of removed rows. */
  tidy(): void {
    if (this.#halfDead.size === 0) return
    for (const [i, chunk] of this.#chunks.entries())
      if (chunk !== undefined && this.#halfDead.has(chunk)) this.#copyLive([i])
    this.#halfDead.clear()
    this.#chunks.length = this.#chunks.findLastIndex(chunk => chunk !== undefined) + 1
    const first = this.#chunks.findIndex(chunk => chunk !== undefined)
    if (first > 0) {
      this.#chunks.splice(0, first)
      this.#base += first
    }
    const left = this.#chunks.filter(chunk => chunk !== undefined)
    if (left.length * 2 < this.#chunks.length) this.#renumber(left)
  }

  #renumber(chunks: Chunk<T>[]): void {
    this.#chunks = chunks
    for (const [i, { ids }] of chunks.entries()) this.#place(i, ids)
  }

  /** Brings the last chunks together while they are of about one size. */
  #joinLast(): void {
    for (;;) {
      const last = this.#chunks.length - 1
      const before = this.#chunks.findLastIndex((chunk, i) => i < last && chunk !== undefined)
      if (before < 0) return
      const [a, b] = [this.#chunks[before]!, this.#chunks[last]!]
      if (b.ids.length * 2 < a.ids.length || a.live + b.live > MOST_ROWS) return
      this.#copyLive([before, last])
      this.#chunks.length = before + 1
    }
  }

  /** Puts the live rows of some chunks where the first of them is. */
  #copyLive(numbers: readonly number[]): void {
    const live = numbers.reduce((sum, i) => sum + this.#chunks[i]!.live, 0)
    const ids = new Int32Array(live)
    const source = new Int32Array(live)
    const row = new Int32Array(live)
    let n = 0
    for (const [s, i] of numbers.entries()) {
      const chunk = this.#chunks[i]!
      for (let r = 0; r < chunk.ids.length; r++) {
        if (chunk.ids[r] < 0) continue
        ids[n] = chunk.ids[r]
        source[n] = s
        row[n++] = r
      }
    }
    const rows =
      live === 0
        ? null
        : this.#kind.gather(
            numbers.map(i => this.#chunks[i]!.rows),
            { source, row },
          )
    for (const i of numbers) {
      this.#bytes -= this.#chunks[i]!.bytes
      this.#halfDead.delete(this.#chunks[i]!)
      this.#chunks[i] = undefined
    }
    if (rows !== null) this.#put(numbers[0], rows, ids)
  }

  #put(i: number, rows: T, ids: Int32Array): void {
    const bytes = this.#kind.byteSize(rows) + ids.byteLength
    this.#bytes += bytes
    this.#chunks[i] = { rows, ids, live: ids.length, bytes }
    this.#place(i, ids)
  }

  #place(i: number, ids: Int32Array): void {
    const place = (this.#base + i) * MOST_ROWS
    for (let r = 0; r < ids.length; r++) if (ids[r] >= 0) this.#places[ids[r]] = place + r
  }
}
