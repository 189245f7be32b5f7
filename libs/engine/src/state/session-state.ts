import type { Column, ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { OutputMode } from '../connector/sink.ts'
import { take } from '../kernels/take.ts'
import { Grouping, type GroupingState } from '../operators/aggregate/grouping.ts'
import type { PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import { concatBatches } from '../operators/concat-batches.ts'
import type { MainSession } from '../plan/main-stage.ts'
import { endsOf } from './event-time-key.ts'
import { type MergedSessions, mergeSessions } from './session-merge.ts'
import { SessionTable } from './session-table.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { isRows } from './spill/row-pieces.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import { SpilledSessions } from './spill/spilled-sessions.ts'
import type { BatchWatermarks, SpilledSize, StatefulOperator } from './stateful-operator.ts'

/** Sessions that go to disk at a time. */
const PAGE_ROWS = 16_384

/**
 * Sessions: for each combination of keys stretches of time in which no gap between rows is as long as the session's. A group of the
 * state is a session; its last key is its end. Rows that come bring sessions of their own, and sessions that touch become one, as
 * in Spark's session_window.
 */
export class SessionState implements StatefulOperator {
  readonly operatorName = 'sessionWindowStateStoreSave'
  readonly #spec: MainSession
  readonly #none: GroupingState<Column>
  #sessions: SessionTable
  readonly #space: SpillSpace | null
  /** Sessions on disk and not in memory; null before there were any. */
  #spilled: SpilledSessions | null = null
  #coming: Grouping
  #delta: GroupingState<Column>
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #evicted: ColumnBatch
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0

  /** @param space local disk for sessions that memory has no room for; null keeps all in memory */
  constructor(spec: MainSession, space: SpillSpace | null = null) {
    this.#spec = spec
    this.#space = space
    this.#sessions = new SessionTable(spec)
    this.#coming = new Grouping(spec.spec)
    this.#none = this.#coming.state()
    this.#delta = this.#none
    this.#evicted = this.#coming.result()
  }

  get hasEventTime(): boolean {
    return this.#spec.mode !== 'complete'
  }
  get numRowsTotal(): number {
    return this.#sessions.size + (this.#spilled?.size ?? 0)
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
    return this.#sessions.byteSize
  }
  get spilled(): SpilledSize | undefined {
    return this.#spilled === null ? undefined : { rows: this.#spilled.size, bytes: this.#spilled.byteSize }
  }

  beginBatch(watermarks: BatchWatermarks): void {
    this.#watermarks = watermarks
    this.#numRowsDropped = 0
    this.#coming = new Grouping(this.#spec.spec)
  }

  /** Adds rows that are grouped by keys, time and time plus gap. */
  merge(partial: PartialResult): void {
    this.#coming.merge(partial, this.#inTime(partial))
  }

  endBatch(): void {
    this.#delta = this.#coming.state()
    this.#numRowsUpdated = this.#delta.groups
    this.#take(this.#watermarks.eviction)
  }

  /** All sessions, or those that the last batch ended. */
  rows(mode: OutputMode): ColumnBatch {
    return mode === 'complete' ? this.stateRows() : this.#evicted
  }

  stateRows(): ColumnBatch {
    return this.#withSpilled(this.#resultOf(this.#sessions.ids()), this.#spilled?.states())
  }

  delta(): Uint8Array {
    return writeSnapshot(this.#spec.spec, this.#delta)
  }

  *snapshot(): Generator<Uint8Array> {
    yield writeSnapshot(this.#spec.spec, this.#groupsOf(this.#sessions.ids()))
    if (this.#spilled !== null) yield* this.#spilled.snapshot()
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    this.#delta = readSnapshot(this.#spec.spec, delta)
    this.#take(evictionMs)
  }

  restore(piece: Uint8Array, _evictionMs = 0, isFirst = true): void {
    if (isFirst) {
      this.#sessions = new SessionTable(this.#spec)
      this.#spilled = null
    }
    if (isRows(piece)) this.#disk().restore(piece)
    else this.#add(readSnapshot(this.#spec.spec, piece))
  }

  spill(bytes: number): void {
    const held = this.memoryUsedBytes
    if (held <= bytes || this.#space === null || this.#sessions.size === 0) return
    // Those that changed last come last.
    const ids = this.#sessions.ids()
    const leaving = ids.length - Math.floor((ids.length * bytes) / held)
    for (let from = 0; from < leaving; from += PAGE_ROWS) {
      const state = this.#groupsOf(ids.subarray(from, Math.min(leaving, from + PAGE_ROWS)))
      this.#disk().put(state, { owners: this.#sessions.ownersOf(state), ...this.#sessions.timesOf(state) })
    }
    const kept = this.#groupsOf(ids.subarray(leaving))
    this.#sessions = new SessionTable(this.#spec)
    this.#add(kept)
  }

  #add(state: GroupingState<Column>): void {
    this.#sessions.add(state, this.#sessions.keysOf(state))
  }

  #disk(): SpilledSessions {
    if (this.#space === null) throw new MillraceError('MILLRACE_INTERNAL', 'State on disk has no place here.')
    const { spec, ends } = this.#spec
    this.#spilled ??= new SpilledSessions(spec, ends, this.#space.dueTable(JSON.stringify({ spec, ends })))
    return this.#spilled
  }

  #take(evictionMs: number): void {
    if (this.#delta.groups > 0) this.#join()
    this.#evict(evictionMs)
    this.#sessions.tidy()
  }

  /** Brings the delta's groups, and the sessions that they touch, into new sessions. */
  #join(): void {
    this.#fetch()
    const coming = this.#sessions.keysOf(this.#delta)
    const merged = mergeSessions(coming, this.#sessions)
    const { source, row, keys } = merged
    const members = this.#sessions.gather(this.#delta, { source, row })
    const joined = new Grouping(this.#spec.spec)
    // One start and end for all members makes them one group. They are merged in the order of their starts.
    joined.merge({ ...members, keys: this.#renamed(members.keys, merged) })
    this.#sessions.remove(
      row.filter((_, i) => source[i] === 1),
      false,
    )
    this.#sessions.add(joined.state(), keys)
  }

  /** Brings the sessions of the delta's owners back from disk. */
  #fetch(): void {
    if (this.#spilled === null || this.#spilled.size === 0) return
    const found = this.#spilled.take(this.#sessions.ownersOf(this.#delta))
    if (found !== null) this.#add(found)
  }

  /** The members' keys with the start and the end of the session that they become. */
  #renamed(columns: readonly Column[], { session, first, last }: MergedSessions): Column[] {
    const of = (column: Column, members: Int32Array): Column =>
      take(
        column,
        session.map(s => members[s]),
        session.length,
      )
    return columns.map((column, k) => {
      if (k === this.#spec.start) return of(column, first)
      return k === columns.length - 1 ? of(column, last) : column
    })
  }

  #evict(evictionMs: number): void {
    const over = this.#sessions.over(evictionMs * 1000)
    const spilled = this.#spilled?.size ?? 0
    this.#evicted = this.#withSpilled(this.#resultOf(over), this.#spilled?.takeOver(evictionMs * 1000))
    this.#numRowsRemoved = over.length + spilled - (this.#spilled?.size ?? 0)
    this.#sessions.remove(over, true)
  }

  #groupsOf(sessions: Int32Array): GroupingState<Column> {
    return this.#sessions.gather(this.#none, { source: new Int32Array(sessions.length).fill(1), row: sessions })
  }

  #resultOf(sessions: Int32Array): ColumnBatch {
    return this.#rowsOf(sessions.length === 0 ? this.#none : this.#groupsOf(sessions))
  }

  #rowsOf(state: GroupingState<Column>): ColumnBatch {
    const grouping = new Grouping(this.#spec.spec)
    if (state.groups > 0) grouping.merge(state)
    return grouping.result()
  }

  /** Rows, and those of states on disk. */
  #withSpilled(rows: ColumnBatch, states: Iterable<GroupingState<Column>> = []): ColumnBatch {
    const spilled = Array.from(states, state => this.#rowsOf(state))
    return spilled.length === 0 ? rows : concatBatches(rows.schema, [rows, ...spilled])
  }

  #inTime(partial: PartialResult): Int32Array | null {
    const { spec, ends } = this.#spec
    if (!ends) return null
    const over = endsOf(partial.keys[spec.keys.length - 1], partial.groups, { key: 0, length: 0 })
    const late = this.#watermarks.late * 1000
    const kept = Int32Array.from({ length: partial.groups }, (_, g) => g).filter(g => over[g] > late)
    this.#numRowsDropped += partial.groups - kept.length
    return kept
  }
}
