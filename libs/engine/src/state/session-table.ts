import type { Column } from '@millrace/columns'
import { withRoom } from '../operators/aggregate/arrays.ts'
import type { GroupingState } from '../operators/aggregate/grouping.ts'
import type { MainSession } from '../plan/main-stage.ts'
import { endsOf } from './event-time-key.ts'
import { ChunkList } from './keyed/chunk-list.ts'
import { ExpiryQueue } from './keyed/expiry-queue.ts'
import { firstRows, type RowPositions } from './keyed/gather.ts'
import { type GroupChunk, GroupChunks, groupChunk } from './keyed/gather-groups.ts'
import { KeyCodec, type KeyRows } from './keyed/key-bytes.ts'
import { KeyTable } from './keyed/key-table.ts'

/** Owners of sessions (the keys beside the session's own), starts and ends of groups; times in microseconds. */
export interface SessionKeys {
  readonly owners: Int32Array
  readonly starts: Float64Array
  readonly ends: Float64Array
}

/** The sessions of all owners. Those of one owner are a chain, the newest first; they neither overlap nor touch. */
export class SessionTable {
  readonly #spec: MainSession
  readonly #ownKeys: readonly number[]
  readonly #codec: KeyCodec
  readonly #kind: GroupChunks
  readonly #owners = new KeyTable()
  readonly #sessions: ChunkList<GroupChunk>
  readonly #expiry = new ExpiryQueue()
  /** By owner its newest session, by session the ones of its owner before and after it; all plus 1, 0 is none. */
  #newest = new Int32Array(0)
  #older = new Int32Array(0)
  #newer = new Int32Array(0)
  #ownerOf = new Int32Array(0)
  #starts = new Float64Array(0)
  #ends = new Float64Array(0)

  constructor(node: MainSession) {
    this.#spec = node
    const { spec, start } = node
    this.#ownKeys = spec.keys.flatMap((_, k) => (k === start || k === spec.keys.length - 1 ? [] : [k]))
    this.#codec = new KeyCodec(this.#ownKeys.map(k => spec.keys[k].type))
    this.#kind = new GroupChunks(spec)
    this.#sessions = new ChunkList(this.#kind)
  }

  get size(): number {
    return this.#sessions.size
  }

  get byteSize(): number {
    const arrays = [this.#newest, this.#older, this.#newer, this.#ownerOf, this.#starts, this.#ends]
    const parts = [this.#owners, this.#sessions, this.#expiry]
    return arrays.reduce((sum, a) => sum + a.byteLength, 0) + parts.reduce((sum, part) => sum + part.byteSize, 0)
  }

  /** The owners of groups as bytes, for reading until the next call of this or `keysOf`. */
  ownersOf({ groups, keys }: GroupingState<Column>): KeyRows {
    return this.#codec.encode(
      this.#ownKeys.map(k => keys[k]),
      groups,
    )
  }

  /** Starts and ends of groups. */
  timesOf({ groups, keys }: GroupingState<Column>): Pick<SessionKeys, 'starts' | 'ends'> {
    const times = (k: number): Float64Array => endsOf(keys[k], groups, { key: 0, length: 0 })
    return { starts: times(this.#spec.start), ends: times(keys.length - 1) }
  }

  /** The keys of groups; owners that are new are known from now on, and must be given a session. */
  keysOf(state: GroupingState<Column>): SessionKeys {
    const rows = this.ownersOf(state)
    const owners = new Int32Array(state.groups)
    for (let g = 0; g < owners.length; g++) owners[g] = this.#owners.add(rows, g)
    return { owners, ...this.timesOf(state) }
  }

  /** The sessions of an owner that begin at `to` or before and end at `from` or after, the oldest first. */
  between(owner: number, from: number, to: number): number[] {
    const found: number[] = []
    if (owner >= this.#newest.length) return found
    for (let s = this.#newest[owner] - 1; s >= 0 && this.#ends[s] >= from; s = this.#older[s] - 1)
      if (this.#starts[s] <= to) found.push(s)
    return found.reverse()
  }

  start(session: number): number {
    return this.#starts[session]
  }

  end(session: number): number {
    return this.#ends[session]
  }

  /** Adds groups as sessions. */
  add(state: GroupingState<Column>, { owners, starts, ends }: SessionKeys): void {
    const ids = this.#sessions.add([groupChunk(state)], firstRows(state.groups))
    const limit = this.#sessions.idLimit
    this.#older = withRoom(this.#older, limit)
    this.#newer = withRoom(this.#newer, limit)
    this.#ownerOf = withRoom(this.#ownerOf, limit)
    this.#starts = withRoom(this.#starts, limit)
    this.#ends = withRoom(this.#ends, limit)
    this.#newest = withRoom(this.#newest, this.#owners.idLimit)
    for (let g = 0; g < ids.length; g++) {
      const id = ids[g]
      this.#ownerOf[id] = owners[g]
      this.#starts[id] = starts[g]
      this.#ends[id] = ends[g]
      this.#link(id, owners[g])
      if (this.#spec.ends) this.#expiry.add(id, ends[g])
    }
  }

  /** Sessions that are over at a time, in microseconds; to be removed. */
  over(time: number): Int32Array {
    return this.#spec.ends ? this.#sessions.inOrder(this.#expiry.take(time)) : new Int32Array(0)
  }

  /** Takes out sessions. Owners without any are known no longer, but for those of `keysOf` that get one now. */
  remove(sessions: Iterable<number>, forgetOwners: boolean): void {
    for (const id of sessions) {
      if (this.#spec.ends) this.#expiry.remove(id)
      this.#sessions.remove(id)
      const [older, newer, owner] = [this.#older[id], this.#newer[id], this.#ownerOf[id]]
      if (newer > 0) this.#older[newer - 1] = older
      else this.#newest[owner] = older
      if (older > 0) this.#newer[older - 1] = newer
      if (forgetOwners && this.#newest[owner] === 0) this.#owners.remove(owner)
    }
  }

  /** Groups of `coming` (source 0) and sessions (by id, source 1) together, in the order given. */
  gather(coming: GroupingState<Column>, { source, row }: RowPositions): GroupingState<Column> {
    const places = this.#sessions.positions(row.filter((_, i) => source[i] === 1))
    const positions = { source: new Int32Array(row.length), row: row.slice() }
    for (let i = 0, s = 0; i < row.length; i++) {
      if (source[i] === 0) continue
      positions.source[i] = 1 + places.source[s]
      positions.row[i] = places.row[s++]
    }
    return this.#kind.groups([groupChunk(coming), ...this.#sessions.chunks], positions)
  }

  /** All sessions. */
  ids(): Int32Array {
    return this.#sessions.ids()
  }

  tidy(): void {
    this.#sessions.tidy()
  }

  #link(id: number, owner: number): void {
    let newer = 0
    let older = this.#newest[owner]
    while (older > 0 && this.#starts[older - 1] > this.#starts[id]) {
      newer = older
      older = this.#older[older - 1]
    }
    this.#older[id] = older
    this.#newer[id] = newer
    if (older > 0) this.#newer[older - 1] = id + 1
    if (newer > 0) this.#older[newer - 1] = id + 1
    else this.#newest[owner] = id + 1
  }
}
