import type { Column, ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { firstNumbers } from '../operators/aggregate/arrays.ts'
import { Grouping, type GroupingSpec, type GroupingState } from '../operators/aggregate/grouping.ts'
import { concatBatches } from '../operators/concat-batches.ts'
import type { PlainColumn } from '../operators/plain-column.ts'
import { type EventTimeKey, endsOf } from './event-time-key.ts'
import { GroupMarks } from './group-marks.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { isRows } from './spill/row-pieces.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import type { SpilledGroups } from './spill/spilled-groups.ts'

/** Dead groups beside live ones before memory is made anew without them. */
const DEAD_SHARE = 1
/** Bytes in memory that become one piece of a snapshot, roughly. */
const PIECE_BYTES = 2 ** 27

/** What went out of the state as it was over. */
export interface Evicted {
  readonly count: number
  /** Null when there are none. */
  readonly rows: ColumnBatch | null
  /** The rows of those that the last batch changed; null when there are none. */
  readonly changed: ColumnBatch | null
}

/**
 * The groups of an aggregation between batches. A group is either in memory or, with `spill`, on local disk; what is merged into one
 * on disk brings it back first. A group that is over may stay in memory, dead, until there are many.
 */
export class HeldGroups {
  readonly #spec: GroupingSpec
  readonly #eventTime: EventTimeKey | null
  readonly #space: SpillSpace | null
  #grouping: Grouping
  #marks = new GroupMarks()
  /** Null before the first group is on disk. */
  #spilled: SpilledGroups | null = null
  /** The rows in memory, once asked for. */
  #result: ColumnBatch | null = null

  /** @param space local disk for groups that memory has no room for; null keeps all in memory */
  constructor(spec: GroupingSpec, eventTime: EventTimeKey | null, space: SpillSpace | null) {
    this.#spec = spec
    this.#eventTime = eventTime
    this.#space = space
    this.#grouping = new Grouping(spec)
  }

  get size(): number {
    return this.#liveCount + (this.#spilled?.size ?? 0)
  }

  /** Bytes in memory. */
  get byteSize(): number {
    return this.#grouping.byteSize + this.#marks.byteSize
  }

  /** What is on disk; null before anything was. */
  get spilled(): SpilledGroups | null {
    return this.#spilled
  }

  get #liveCount(): number {
    return this.#grouping.size - this.#marks.deadCount
  }

  /** Makes a grouping the groups, where there were none: nothing is merged. */
  adopt(grouping: Grouping, batch: number): void {
    this.#grouping = grouping
    this.#result = null
    this.#marks.reserve(grouping.size)
    this.#marks.updated.fill(batch, 0, grouping.size)
    if (this.#eventTime === null) return
    const { keys, groups } = grouping.state()
    this.#marks.ends.set(endsOf(keys[this.#eventTime.key], groups, this.#eventTime))
  }

  /** Merges what a batch brought, one group for each of its keys; gives how many groups that were. */
  merge(delta: GroupingState<Column>, batch: number): number {
    this.#result = null
    this.#fetch(delta)
    const groups = this.#grouping.merge(delta)
    const marks = this.#marks
    marks.reserve(this.#grouping.size)
    const ends = this.#eventTime && endsOf(delta.keys[this.#eventTime.key], groups.length, this.#eventTime)
    for (const [i, group] of groups.entries()) {
      if (ends !== null) marks.ends[group] = ends[i]
      marks.updated[group] = batch
      if (marks.dead[group] === 0) continue
      marks.dead[group] = 0
      marks.deadCount--
    }
    return groups.length
  }

  /** Takes out the groups that are over at a watermark, in microseconds. */
  evict(watermark: number, batch: number): Evicted {
    const { count, rows: spilled } = this.#evictSpilled(watermark)
    const marks = this.#marks
    const { ends, dead } = marks
    const { size } = this.#grouping
    const over: number[] = []
    if (this.#eventTime !== null) for (let g = 0; g < size; g++) if (ends[g] <= watermark && dead[g] === 0) over.push(g)
    if (over.length === 0) return { count, rows: spilled, changed: null }
    const rows = this.#grouping.result(Int32Array.from(over))
    const updated = over.filter(g => marks.updated[g] === batch)
    const changed = updated.length === 0 ? null : this.#grouping.result(Int32Array.from(updated))
    for (const g of over) dead[g] = 1
    marks.deadCount += over.length
    this.#result = null
    if (marks.deadCount > DEAD_SHARE * this.#liveCount) this.#keep(this.#live())
    const all = spilled === null ? rows : concatBatches(rows.schema, [rows, spilled])
    return { count: count + over.length, rows: all, changed }
  }

  #evictSpilled(watermark: number): { readonly count: number; readonly rows: ColumnBatch | null } {
    const before = this.#spilled?.size ?? 0
    if (this.#spilled === null || before === 0) return { count: 0, rows: null }
    const parts = Array.from(this.#spilled.takeOver(watermark), state => this.#resultOf(state))
    const rows = parts.length === 0 ? null : concatBatches(parts[0].schema, parts)
    return { count: before - this.#spilled.size, rows }
  }

  /** A row per group, those in memory first and in order of first appearance: columns `key0` ... and `value0` ... */
  result(): ColumnBatch {
    this.#result ??= this.#marks.deadCount === 0 ? this.#grouping.result() : this.#grouping.result(this.#live())
    if (this.#spilled === null || this.#spilled.size === 0) return this.#result
    const spilled = Array.from(this.#spilled.states(), state => this.#resultOf(state))
    return concatBatches(this.#result.schema, [this.#result, ...spilled])
  }

  /** The rows of the groups that a batch changed and that are not over. Before `spill`, they are in memory. */
  updatedRows(batch: number): ColumnBatch {
    const { updated, dead } = this.#marks
    const { size } = this.#grouping
    const groups: number[] = []
    for (let g = 0; g < size; g++) if (updated[g] === batch && dead[g] === 0) groups.push(g)
    return this.#grouping.result(Int32Array.from(groups))
  }

  /** The groups in memory. */
  state(): GroupingState<Column> {
    return this.#grouping.state()
  }

  /** All groups as bytes, in pieces: those in memory, and then rows as they are on disk. See `restore`. */
  *snapshot(pieceBytes = PIECE_BYTES): Generator<Uint8Array> {
    if (this.#marks.deadCount > 0) this.#keep(this.#live())
    const state = this.#grouping.state()
    const pieces = Math.ceil(this.#grouping.byteSize / pieceBytes)
    if (pieces <= 1) yield writeSnapshot(this.#spec, state)
    else
      for (let i = 0; i < pieces; i++) {
        const [from, to] = [i, i + 1].map(n => Math.floor((state.groups * n) / pieces))
        const piece = new Grouping(this.#spec)
        piece.merge(
          state,
          Int32Array.from({ length: to - from }, (_, g) => from + g),
        )
        yield writeSnapshot(this.#spec, piece.state())
      }
    if (this.#spilled !== null) yield* this.#spilled.snapshot()
  }

  /** Adds a piece of a snapshot; MILLRACE_CHECKPOINT_DAMAGED, with nothing changed, when it is damaged or another aggregation's. */
  restore(piece: Uint8Array): void {
    if (isRows(piece)) {
      this.#disk().restore(piece)
      return
    }
    const state = readSnapshot(this.#spec, piece)
    this.#result = null
    const groups = this.#grouping.merge({ ...state, keys: state.keys.map(asRead) })
    this.#marks.reserve(this.#grouping.size)
    if (this.#eventTime === null) return
    const ends = endsOf(state.keys[this.#eventTime.key], state.groups, this.#eventTime)
    for (let i = 0; i < groups.length; i++) this.#marks.ends[groups[i]] = ends[i]
  }

  /** Moves the groups that were not updated for longest to disk until no more than so many bytes are in memory, roughly. */
  spill(bytes: number): void {
    const held = this.byteSize
    if (held <= bytes || this.#space === null || this.#spec.keys.length === 0) return
    const live = this.#live()
    const kept = this.#marks.newest(live, Math.floor((live.length * bytes) / held))
    const state = this.#grouping.state()
    const stays = new Uint8Array(this.#grouping.size)
    for (const g of kept) stays[g] = 1
    this.#keep(kept, state)
    this.#disk().put(
      state,
      live.filter(g => stays[g] === 0),
    )
  }

  /** Brings back from disk what is going to be merged into. */
  #fetch({ keys, groups }: GroupingState<Column>): void {
    if (this.#spilled === null || this.#spilled.size === 0) return
    const known = this.#grouping.size
    const assigned = this.#grouping.assign(keys, groups)
    const unknown = firstNumbers(groups).filter(g => assigned[g] >= known)
    for (const state of this.#spilled.take(keys, groups, unknown)) this.#grouping.merge(state)
  }

  #disk(): SpilledGroups {
    if (this.#space === null) throw new MillraceError('MILLRACE_INTERNAL', 'State on disk has no place here.')
    this.#spilled ??= this.#space.groups(this.#spec, this.#eventTime)
    return this.#spilled
  }

  /** The groups in memory that are not dead, ascending. */
  #live(): Int32Array {
    const all = firstNumbers(this.#grouping.size)
    return this.#marks.deadCount === 0 ? all : all.filter(g => this.#marks.dead[g] === 0)
  }

  #resultOf(state: GroupingState): ColumnBatch {
    const grouping = new Grouping(this.#spec)
    grouping.merge(state)
    return grouping.result()
  }

  /** Makes what is in memory anew with some of its groups only, and with dictionaries of what is left. */
  #keep(groups: Int32Array, state: GroupingState = this.#grouping.state()): void {
    this.#marks = this.#marks.of(groups)
    this.#grouping = new Grouping(this.#spec)
    this.#grouping.merge(state, groups)
    this.#result = null
  }
}

/** The column with texts that count as memory of who reads them. */
function asRead(column: Column): PlainColumn {
  if (!('ids' in column)) return column
  const { size, offsets, bytes } = column.dictionary
  return { ...column, dictionary: { size, offsets, bytes } }
}
