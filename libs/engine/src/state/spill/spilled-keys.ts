import type { KeyRows } from '../keyed/key-bytes.ts'
import { inOrder, TIME_BYTES, writeTime } from './byte-order.ts'
import type { DueRow, DueTable } from './due-table.ts'

const NOTHING = new Uint8Array(0)

/** Combinations of a deduplication that are on local disk: keys without rows. */
export class SpilledKeys {
  readonly #table: DueTable
  /** Bytes before a combination. */
  readonly #prefix: number

  /** @param isTimeInKey equal combinations are over at the same time, which is then before them, so that those of one time are together */
  constructor(table: DueTable, isTimeInKey: boolean) {
    this.#table = table
    this.#prefix = isTimeInKey ? TIME_BYTES : 0
  }

  get size(): number {
    return this.#table.size
  }

  get byteSize(): number {
    return this.#table.byteSize
  }

  /** Adds combinations that are not there; `ends`: when each is forgotten, in microseconds, or never. */
  put(keys: KeyRows, ends: Float64Array): void {
    const rows = Array.from(ends, (due, r): DueRow => ({ key: this.#keyOf(keys, r, due), row: NOTHING, due }))
    this.#table.put(Array.from(inOrder(rows.map(({ key }) => key)), i => rows[i]))
  }

  /** For each of some of the combinations 1 where it is here. */
  have(combinations: KeyRows, rows: Int32Array, ends: Float64Array | null): Uint8Array {
    const keys = Array.from(rows, r => this.#keyOf(combinations, r, ends === null ? 0 : ends[r]))
    const found = new Uint8Array(rows.length)
    for (const i of inOrder(keys)) if (this.#table.has(keys[i])) found[i] = 1
    return found
  }

  /** Forgets combinations that are over at a time, in microseconds; gives how many. */
  evict(microseconds: number): number {
    let count = 0
    for (const rows of this.#table.takeDue(microseconds)) count += rows.length
    return count
  }

  /** All combinations, some at a time, and when each is forgotten. */
  *pages(): Generator<{ readonly keys: KeyRows; readonly ends: Float64Array }> {
    for (const rows of this.#table.pages()) {
      const starts = new Int32Array(rows.length + 1)
      for (const [i, { key }] of rows.entries()) starts[i + 1] = starts[i] + key.length - this.#prefix
      const bytes = new Uint8Array(starts[rows.length])
      for (const [i, { key }] of rows.entries()) bytes.set(key.subarray(this.#prefix), starts[i])
      const ends = Float64Array.from(rows, ({ due }) => due)
      yield { keys: { bytes, view: new DataView(bytes.buffer), starts }, ends }
    }
  }

  snapshot(): Generator<Uint8Array> {
    return this.#table.snapshot()
  }

  restore(piece: Uint8Array): void {
    this.#table.restore(piece)
  }

  #keyOf({ bytes, starts }: KeyRows, row: number, end: number): Uint8Array {
    if (this.#prefix === 0) return bytes.slice(starts[row], starts[row + 1])
    const key = new Uint8Array(TIME_BYTES + starts[row + 1] - starts[row])
    writeTime(key, 0, end)
    key.set(bytes.subarray(starts[row], starts[row + 1]), TIME_BYTES)
    return key
  }
}
