import type { Column } from '@millrace/columns'
import type { GroupingSpec, GroupingState } from '../../operators/aggregate/grouping.ts'
import { type EventTimeKey, endsOf } from '../event-time-key.ts'
import { inOrder } from './byte-order.ts'
import { GroupRows, keyAfter } from './group-rows.ts'
import { RowPiece, readRows } from './row-pieces.ts'
import type { SpilledRow, SpillTable } from './spill-table.ts'

/** Groups that are brought back at a time. */
const PAGE_ROWS = 16_384
/** Bytes of a piece of a snapshot. */
const PIECE_BYTES = 2 ** 24

/** Groups of an aggregation that are on local disk and not in memory. */
export class SpilledGroups {
  readonly #table: SpillTable
  readonly #rows: GroupRows
  readonly #eventTime: EventTimeKey | null
  /** What the rows belong to. */
  readonly #of: string

  constructor(spec: GroupingSpec, eventTime: EventTimeKey | null, table: SpillTable) {
    this.#table = table
    this.#rows = new GroupRows(spec)
    this.#eventTime = eventTime
    this.#of = JSON.stringify({ spec, eventTime })
  }

  get size(): number {
    return this.#table.size
  }

  get byteSize(): number {
    return this.#table.byteSize
  }

  /** Puts groups there that are not yet there. */
  put(state: GroupingState<Column>, groups: Int32Array): void {
    const ends = this.#ends(state.keys, state.groups)
    for (let from = 0; from < groups.length; from += PAGE_ROWS) {
      const page = groups.subarray(from, from + PAGE_ROWS)
      const keys = this.#rows.keys(state.keys, ends, page)
      const rows = this.#rows.rows(state, page)
      this.#table.put(Array.from(inOrder(keys), i => [keys[i], rows[i]] as const))
    }
  }

  /** Takes out those groups that are here, of `groups` among so many with these keys; in pieces. */
  *take(columns: readonly Column[], count: number, groups: Int32Array): Generator<GroupingState<Column>> {
    const ends = this.#ends(columns, count)
    for (let from = 0; from < groups.length && this.size > 0; from += PAGE_ROWS) {
      const keys = this.#rows.keys(columns, ends, groups.subarray(from, from + PAGE_ROWS))
      const found: SpilledRow[] = []
      for (const i of inOrder(keys)) {
        const row = this.#table.take(keys[i])
        if (row !== null) found.push([keys[i], row])
      }
      if (found.length > 0) yield this.#rows.state(found)
    }
  }

  /** Takes out the groups that are over at a time, in microseconds; in pieces. */
  *takeOver(microseconds: number): Generator<GroupingState<Column>> {
    if (this.#eventTime === null) return
    for (const rows of this.#table.takeBelow(keyAfter(microseconds))) yield this.#rows.state(rows)
  }

  /** All groups, in pieces. */
  *states(): Generator<GroupingState<Column>> {
    for (const rows of this.#table.pages()) yield this.#rows.state(rows)
  }

  /** All groups as bytes, in pieces; see `restore`. */
  *snapshot(): Generator<Uint8Array> {
    const piece = new RowPiece(this.#of)
    for (const rows of this.#table.pages()) {
      for (const row of rows) piece.add(row)
      if (piece.byteSize >= PIECE_BYTES) yield piece.finish()
    }
    if (piece.byteSize > 0) yield piece.finish()
  }

  /** Adds the groups of a piece; MILLRACE_CHECKPOINT_DAMAGED when it is damaged or another aggregation's. */
  restore(piece: Uint8Array): void {
    this.#table.put(readRows(this.#of, piece))
  }

  #ends(columns: readonly Column[], count: number): Float64Array {
    if (this.#eventTime === null) return new Float64Array(count).fill(Number.POSITIVE_INFINITY)
    return endsOf(columns[this.#eventTime.key], count, this.#eventTime)
  }
}
