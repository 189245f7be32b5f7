import type { Column } from '@millrace/columns'
import type { GroupingSpec, GroupingState } from '../../operators/aggregate/grouping.ts'
import type { KeyRows } from '../keyed/key-bytes.ts'
import { inOrder, TIME_BYTES, writeTime } from './byte-order.ts'
import type { DueRow, DueTable } from './due-table.ts'
import { GroupRows } from './group-rows.ts'
import type { SpilledRow } from './spill-table.ts'

/** Bytes of a length. */
const LENGTH_BYTES = 4

/** Owner (as bytes), start and end of each of some sessions; times in microseconds. */
export interface OwnedSessions {
  readonly owners: KeyRows
  readonly starts: Float64Array
  readonly ends: Float64Array
}

/** Sessions on local disk. A key is the owner and the start; a row the length of the group's key and both as aggregations have them on disk. */
export class SpilledSessions {
  readonly #table: DueTable
  readonly #rows: GroupRows
  /** False where sessions are never over. */
  readonly #areDue: boolean

  constructor(spec: GroupingSpec, areDue: boolean, table: DueTable) {
    this.#table = table
    this.#rows = new GroupRows(spec)
    this.#areDue = areDue
  }

  get size(): number {
    return this.#table.size
  }

  get byteSize(): number {
    return this.#table.byteSize
  }

  /** Adds sessions: the groups of a state. */
  put(state: GroupingState<Column>, { owners, starts, ends }: OwnedSessions): void {
    const groups = Int32Array.from({ length: state.groups }, (_, g) => g)
    const keys = this.#rows.keys(state.keys, ends, groups)
    const values = this.#rows.rows(state, groups)
    const rows = keys.map((groupKey, g): DueRow => {
      const owner = owners.bytes.subarray(owners.starts[g], owners.starts[g + 1])
      const key = new Uint8Array(owner.length + TIME_BYTES)
      key.set(owner)
      writeTime(key, owner.length, starts[g])
      return { key, row: joined(groupKey, values[g]), due: this.#areDue ? ends[g] : Number.POSITIVE_INFINITY }
    })
    this.#table.put(Array.from(inOrder(rows.map(({ key }) => key)), i => rows[i]))
  }

  /** Takes out the sessions of some owners, some of whom may be the same; null where there are none. */
  take({ bytes, starts }: KeyRows): GroupingState<Column> | null {
    const owners = Array.from({ length: starts.length - 1 }, (_, i) => bytes.slice(starts[i], starts[i + 1]))
    const found: DueRow[] = []
    let last: Uint8Array | null = null
    for (const i of inOrder(owners)) {
      if (last !== null && Buffer.compare(last, owners[i]) === 0) continue
      last = owners[i]
      for (const row of this.#table.takeAll(last)) found.push(row)
    }
    return found.length === 0 ? null : this.#state(found)
  }

  /** Takes out the sessions that are over at a time, in microseconds; in pieces. */
  *takeOver(microseconds: number): Generator<GroupingState<Column>> {
    for (const rows of this.#table.takeDue(microseconds)) yield this.#state(rows)
  }

  /** All sessions, in pieces. */
  *states(): Generator<GroupingState<Column>> {
    for (const rows of this.#table.pages()) yield this.#state(rows)
  }

  snapshot(): Generator<Uint8Array> {
    return this.#table.snapshot()
  }

  restore(piece: Uint8Array): void {
    this.#table.restore(piece)
  }

  #state(rows: readonly DueRow[]): GroupingState<Column> {
    return this.#rows.state(rows.map(({ row }) => split(row)))
  }
}

function joined(key: Uint8Array, row: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES + key.length + row.length)
  new DataView(bytes.buffer).setUint32(0, key.length, true)
  bytes.set(key, LENGTH_BYTES)
  bytes.set(row, LENGTH_BYTES + key.length)
  return bytes
}

function split(bytes: Uint8Array): SpilledRow {
  const end = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  return [bytes.subarray(LENGTH_BYTES, end), bytes.subarray(end)]
}
