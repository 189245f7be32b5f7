import type { ColumnBatch, Schema } from '@millrace/columns'
import type { KeyRows } from '../keyed/key-bytes.ts'
import { BatchRows } from './batch-rows.ts'
import { inOrder, TIME_BYTES, writeTime } from './byte-order.ts'
import type { DueRow, DueTable } from './due-table.ts'

type Side = 'left' | 'right'

/** First byte of a key: the side, and whether the row's key is equal to any. */
const SIDE = { left: 0, right: 1 } as const
const KEYLESS = 2

/**
 * Rows of both sides of a join that are on local disk. A key is a byte for the side, the bytes of the row's key, and a number that
 * ascends in the order of the rows.
 */
export class SpilledJoinRows {
  readonly #table: DueTable
  readonly #rows: Readonly<Record<Side, BatchRows>>
  #next = 0

  /** @param schemas of the rows of each side, with what else is kept of a row */
  constructor(schemas: Readonly<Record<Side, Schema>>, table: DueTable) {
    this.#table = table
    this.#rows = { left: new BatchRows(schemas.left), right: new BatchRows(schemas.right) }
  }

  get size(): number {
    return this.#table.size
  }

  get byteSize(): number {
    return this.#table.byteSize
  }

  /**
   * Adds rows of a side.
   * @param indices the key of each row in `keys`; -1 for one that is equal to none
   * @param ends when each row is over, in microseconds; null: never
   */
  put(side: Side, batch: ColumnBatch, keys: KeyRows, indices: Int32Array, ends: Float64Array | null): void {
    const rows = this.#rows[side].rows(batch)
    const all = rows.map((row, r): DueRow => {
      const [from, to] = indices[r] < 0 ? [0, 0] : [keys.starts[indices[r]], keys.starts[indices[r] + 1]]
      const key = new Uint8Array(1 + to - from + TIME_BYTES)
      key[0] = SIDE[side] + (indices[r] < 0 ? KEYLESS : 0)
      key.set(keys.bytes.subarray(from, to), 1)
      writeTime(key, 1 + to - from, this.#next++)
      return { key, row, due: ends === null ? Number.POSITIVE_INFINITY : ends[r] }
    })
    this.#table.put(Array.from(inOrder(all.map(({ key }) => key)), i => all[i]))
  }

  /** Takes out the rows of a side with some keys, all of them different; `key`: which of them each row has. */
  take(side: Side, { bytes, starts }: KeyRows): { readonly batch: ColumnBatch; readonly key: Int32Array } {
    const prefixes = Array.from({ length: starts.length - 1 }, (_, k) => {
      const prefix = new Uint8Array(1 + starts[k + 1] - starts[k])
      prefix[0] = SIDE[side]
      prefix.set(bytes.subarray(starts[k], starts[k + 1]), 1)
      return prefix
    })
    const rows: Uint8Array[] = []
    const key: number[] = []
    for (const k of inOrder(prefixes)) {
      for (const { row } of this.#table.takeAll(prefixes[k])) {
        rows.push(row)
        key.push(k)
      }
    }
    return { batch: this.#rows[side].batch(rows), key: Int32Array.from(key) }
  }

  /** Takes out the rows that are over at a time, in microseconds, some at a time. */
  *takeOver(microseconds: number): Generator<Record<Side, ColumnBatch>> {
    for (const rows of this.#table.takeDue(microseconds)) yield this.#batches(rows)
  }

  /** All rows, some at a time. */
  *pages(): Generator<Record<Side, ColumnBatch>> {
    for (const rows of this.#table.pages()) yield this.#batches(rows)
  }

  snapshot(): Generator<Uint8Array> {
    return this.#table.snapshot()
  }

  /**
   * Adds the rows of a piece with new numbers, in their order: rows that were in memory when the snapshot was written may be here by
   * now, with numbers of their own.
   */
  restore(piece: Uint8Array): void {
    this.#table.restore(piece, written => {
      const key = written.slice()
      writeTime(key, key.length - TIME_BYTES, this.#next++)
      return key
    })
  }

  #batches(rows: readonly DueRow[]): Record<Side, ColumnBatch> {
    const of = (side: Side): ColumnBatch =>
      this.#rows[side].batch(rows.filter(({ key }) => key[0] % KEYLESS === SIDE[side]).map(({ row }) => row))
    return { left: of('left'), right: of('right') }
  }
}
