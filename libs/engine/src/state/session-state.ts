import type { Column, ColumnBatch } from '@millrace/columns'
import type { OutputMode } from '../connector/sink.ts'
import { takeBatch } from '../kernels/take.ts'
import { GroupIndex } from '../operators/aggregate/group-index.ts'
import { Grouping, type GroupingState } from '../operators/aggregate/grouping.ts'
import type { PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import type { PlainColumn } from '../operators/plain-column.ts'
import type { MainSession } from '../plan/main-stage.ts'
import { endsOf } from './event-time-key.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import type { BatchWatermarks, StatefulOperator } from './stateful-operator.ts'

/**
 * Sessions: for each combination of keys stretches of time in which no gap between rows is as long as the session's. A group of the
 * state is a session; its last key is its end. Rows that come bring sessions of their own, and sessions that touch become one, as
 * in Spark's session_window.
 */
export class SessionState implements StatefulOperator {
  readonly operatorName = 'sessionWindowStateStoreSave'
  readonly #spec: MainSession
  #sessions: Grouping
  #coming: Grouping
  #delta: GroupingState<Column>
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #evicted: ColumnBatch
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0

  constructor(spec: MainSession) {
    this.#spec = spec
    this.#sessions = new Grouping(spec.spec)
    this.#coming = new Grouping(spec.spec)
    this.#delta = this.#coming.state()
    this.#evicted = this.#sessions.result()
  }

  get hasEventTime(): boolean {
    return this.#spec.mode !== 'complete'
  }
  get numRowsTotal(): number {
    return this.#sessions.size
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
    return mode === 'complete' ? this.#sessions.result() : this.#evicted
  }

  stateRows(): ColumnBatch {
    return this.#sessions.result()
  }

  delta(): Uint8Array {
    return writeSnapshot(this.#spec.spec, this.#delta)
  }

  snapshot(): Uint8Array {
    return writeSnapshot(this.#spec.spec, this.#sessions.state())
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    this.#delta = readSnapshot(this.#spec.spec, delta)
    this.#take(evictionMs)
  }

  restore(snapshot: Uint8Array): void {
    this.#sessions = new Grouping(this.#spec.spec)
    this.#sessions.merge(readSnapshot(this.#spec.spec, snapshot))
  }

  #take(evictionMs: number): void {
    if (this.#delta.groups > 0) {
      const all = new Grouping(this.#spec.spec)
      all.merge(this.#sessions.state())
      all.merge(this.#delta)
      this.#sessions = this.#joined(all.state())
    }
    this.#evict(evictionMs)
  }

  /** Gives sessions that touch the same start and end, which makes them one group. */
  #joined(state: GroupingState<Column>): Grouping {
    const { start, keys } = this.#spec
    const owners = this.#ownersOf(state.keys)
    const startColumn = state.keys[start]
    const endColumn = state.keys[keys.length]
    const starts = timesOf(startColumn)
    const ends = timesOf(endColumn)
    const order = Int32Array.from({ length: state.groups }, (_, g) => g).sort(
      (a, b) => owners[a] - owners[b] || compare(starts[a], starts[b]),
    )
    const rounds = new Int32Array(state.groups)
    let lastRound = 0
    const newStarts = new BigInt64Array(state.groups)
    const newEnds = new BigInt64Array(state.groups)
    for (let i = 0; i < order.length; ) {
      const first = order[i]
      let end = ends[first]
      let j = i + 1
      for (; j < order.length && owners[order[j]] === owners[first] && starts[order[j]] <= end; j++)
        if (ends[order[j]] > end) end = ends[order[j]]
      for (let k = i, round = 0; k < j; k++) {
        newStarts[order[k]] = starts[first]
        newEnds[order[k]] = end
        if (k > i && order[k] < order[k - 1]) round++
        rounds[order[k]] = round
        lastRound = Math.max(lastRound, round)
      }
      i = j
    }
    const columns = state.keys.map((column, k): Column => {
      if (k === start) return { ...startColumn, values: newStarts } as Column
      return k === keys.length ? ({ ...endColumn, values: newEnds } as Column) : column
    })
    const joined = new Grouping(this.#spec.spec)
    // What a session is made of comes in the order of time, and groups are merged in the order of their numbers.
    const groups = Int32Array.from(rounds, (_, g) => g)
    for (let round = 0; round <= lastRound; round++)
      joined.merge(
        { ...state, keys: columns },
        groups.filter(g => rounds[g] === round),
      )
    return joined
  }

  /** A number for each combination of the keys beside the session's. */
  #ownersOf(keys: readonly PlainColumn[]): Int32Array {
    const { spec, start } = this.#spec
    const own = spec.keys.flatMap((_, k) => (k === start || k === spec.keys.length - 1 ? [] : [k]))
    const count = keys[start].length
    const index = new GroupIndex(own.map(k => spec.keys[k]))
    const owners = index.assign(
      own.map(k => keys[k]),
      { rows: null, count },
    )
    return owners === null ? new Int32Array(count) : owners.slice(0, count)
  }

  #evict(watermarkMs: number): void {
    const { spec, ends } = this.#spec
    this.#numRowsRemoved = 0
    this.#evicted = new Grouping(spec).result()
    if (!ends || this.#sessions.size === 0) return
    const state = this.#sessions.state()
    const over = endsOf(state.keys[spec.keys.length - 1], state.groups, { key: 0, length: 0 })
    const watermark = watermarkMs * 1000
    const groups = Int32Array.from({ length: state.groups }, (_, g) => g)
    const gone = groups.filter(g => over[g] <= watermark)
    if (gone.length === 0) return
    this.#numRowsRemoved = gone.length
    this.#evicted = takeBatch(this.#sessions.result(), { rows: gone, count: gone.length })
    this.#sessions = new Grouping(spec)
    this.#sessions.merge(
      state,
      groups.filter(g => over[g] > watermark),
    )
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

const timesOf = (column: PlainColumn): BigInt64Array =>
  'values' in column && column.values instanceof BigInt64Array ? column.values : new BigInt64Array(column.length)

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
