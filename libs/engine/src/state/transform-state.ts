import type { ColumnBatch, HostValue, Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { StatefulProcessor, TransformRow, TransformTimes } from '../api/transform.ts'
import { hostToJson } from '../kernels/host-json.ts'
import { columnOfHosts, hostReader } from '../operators/host-values.ts'
import type { MainTransform } from '../plan/main-stage.ts'
import { encodeJson, encodePieces } from './json-codec.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import type { FoundEntry } from './spill/spilled-entries.ts'
import type { BatchWatermarks, SpilledSize, StatefulOperator } from './stateful-operator.ts'
import { readStored, type StoredStates, statesElement, storedRows } from './stored-transform.ts'
import { type EntryCodec, TransformEntries } from './transform-entries.ts'
import { type Cell, type Declaration, type Entry, restoredEntry, storedEntry } from './transform-entry.ts'
import { type CurrentKey, statefulHandle } from './transform-handle.ts'

/** What is kept for a program that keeps state by key; see StatefulProcessor. A delta holds the keys that a batch changed, as they then are. */
export class TransformState implements StatefulOperator {
  readonly operatorName = 'transformWithStateExec'
  readonly #spec: MainTransform
  readonly #processor: StatefulProcessor
  readonly #declared = new Map<string, Declaration>()
  readonly #keySchema: Schema
  readonly #space: SpillSpace | null
  #entries: TransformEntries
  readonly #changed = new Set<string>()
  #current: Entry | undefined
  #initialised = false
  #times: TransformTimes = { processingTimeMs: 0, watermarkMs: 0 }
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #numRowsRemoved = 0
  #numRowsDropped = 0

  /** @param space local disk for keys that memory has no room for; null keeps all in memory */
  constructor(spec: MainTransform, processor: StatefulProcessor, space: SpillSpace | null = null) {
    this.#spec = spec
    this.#space = space
    this.#processor = processor
    this.#keySchema = spec.keys.map(k => spec.input.schema[k])
    this.#entries = new TransformEntries(this.#codec, this.#space)
    processor.init(statefulHandle(spec.name, this.#currentKey))
    this.#initialised = true
  }

  get hasEventTime(): boolean {
    return this.#spec.timeMode === 'eventTime'
  }
  get numRowsTotal(): number {
    return this.#entries.size
  }
  get numRowsUpdated(): number {
    return this.#changed.size
  }
  get numRowsRemoved(): number {
    return this.#numRowsRemoved
  }
  get numRowsDroppedByWatermark(): number {
    return this.#numRowsDropped
  }
  get memoryUsedBytes(): number {
    return this.#entries.byteSize
  }
  get spilled(): SpilledSize | undefined {
    return this.#entries.spilled
  }

  beginBatch(watermarks: BatchWatermarks): void {
    this.#watermarks = watermarks
    this.#changed.clear()
    this.#numRowsRemoved = 0
    this.#numRowsDropped = 0
  }

  /** Gives each key its rows, and then the timers that have come. */
  process(batch: ColumnBatch, processingTimeMs: number): ColumnBatch {
    this.#times = { processingTimeMs, watermarkMs: this.#watermarks.eviction }
    const now = this.#spec.timeMode === 'eventTime' ? this.#times.watermarkMs : processingTimeMs
    const out: TransformRow[] = []
    const groups = this.#rowsByKey(batch)
    this.#entries.fetch(groups.keys())
    this.#entries.fetchDue(now, processingTimeMs)
    for (const [id, { key, rows }] of groups) {
      this.#enter(id, key)
      for (const row of this.#processor.handleInputRows(key, rows, this.#times)) out.push(row)
      this.#leave(id)
    }
    for (const id of this.#entries.due(now)) {
      const { key, timers } = this.#entries.get(id)!
      const due = [...timers].filter(t => t <= now).sort((a, b) => a - b)
      this.#enter(id, key)
      for (const time of due) {
        timers.delete(time)
        for (const row of this.#processor.handleExpiredTimer?.(key, time, this.#times) ?? []) out.push(row)
      }
      this.#leave(id)
    }
    this.#dropExpired()
    const { schema } = this.#spec
    const columns = schema.map(({ name, type }) =>
      columnOfHosts(
        type,
        out.map(row => row[name] ?? null),
      ),
    )
    return { schema, length: out.length, columns }
  }

  /** True when a timer on processing time has come that no batch has seen. */
  isDue(processingTimeMs: number): boolean {
    return this.#spec.timeMode === 'processingTime' && this.#entries.hasDue(processingTimeMs)
  }

  endBatch(): void {}

  delta(): Uint8Array {
    const entries = Array.from(this.#changed, id => [id, this.#entries.stored(id)] as const)
    return encodeJson([statesElement(this.#states()), ...entries])
  }

  snapshot(): Generator<Uint8Array> {
    return encodePieces(this.#stored())
  }

  stateRows(): ColumnBatch {
    const all: FoundEntry[] = []
    for (const page of this.#entries.pages()) for (const entry of page) all.push(entry)
    return storedRows(this.#keySchema, all)
  }

  apply(delta: Uint8Array): void {
    const { states, entries } = readStored(delta)
    this.#refuseOthers(states)
    this.#entries.fetch(entries.map(([id]) => id))
    for (const [id, stored] of entries) {
      if (stored === null) this.#entries.delete(id)
      else this.#entries.restore(id, stored)
    }
  }

  restore(piece: Uint8Array, _evictionMs = 0, isFirst = true): void {
    if (isFirst) this.#entries = new TransformEntries(this.#codec, this.#space)
    this.apply(piece)
  }

  spill(bytes: number): void {
    this.#entries.spill(bytes)
  }

  *#stored(): Generator<readonly unknown[]> {
    yield [statesElement(this.#states())]
    yield* this.#entries.pages()
  }

  #states(): StoredStates {
    return Array.from(this.#declared, ([name, { kind, type }]) => [name, kind, type])
  }

  /** Values of another kind or type than the processor asks for would be read as what they are not. */
  #refuseOthers(states: StoredStates): void {
    for (const [name, kind, type] of states) {
      const now = this.#declared.get(name)
      if (now === undefined || (now.kind === kind && now.type === type)) continue
      throw new MillraceError(
        'MILLRACE_CHECKPOINT_FOREIGN',
        `The checkpoint holds the state "${name}" of the processor ${this.#spec.name} as a ${kind} state of ${type}, and the processor asks for a ${now.kind} state of ${now.type}: ask for it as before, or start with a new checkpoint.`,
      )
    }
  }

  #rowsByKey(batch: ColumnBatch) {
    const readers = batch.columns.map(hostReader)
    const names = batch.schema.map(f => f.name)
    const { eventTime, keys } = this.#spec
    const late = BigInt(Math.trunc(this.#watermarks.late)) * 1000n
    const groups = new Map<string, { readonly key: readonly HostValue[]; readonly rows: TransformRow[] }>()
    for (let r = 0; r < batch.length; r++) {
      const time = eventTime === null ? null : readers[eventTime](r)
      if (typeof time === 'bigint' && time <= late) {
        this.#numRowsDropped++
        continue
      }
      const key = keys.map(k => normalKey(readers[k](r)))
      const id = JSON.stringify(key.map((v, i) => hostToJson(this.#keySchema[i].type, v)))
      const group = groups.get(id) ?? { key, rows: [] }
      groups.set(id, group)
      group.rows.push(Object.fromEntries(names.map((name, i) => [name, readers[i](r)])))
    }
    return groups
  }

  /** Values whose time to live is over go also where nobody asks for them. */
  #dropExpired(): void {
    for (const id of this.#entries.expired(this.#times.processingTimeMs)) {
      const entry = this.#entries.get(id)!
      this.#enter(id, entry.key)
      for (const [name, cell] of [...entry.cells]) if (!this.#lives(name, cell)) entry.cells.delete(name)
      this.#leave(id)
    }
  }

  readonly #codec: EntryCodec = {
    stored: entry => storedEntry(entry, this.#keySchema, this.#declaration),
    restored: stored => restoredEntry(stored, this.#keySchema, this.#declaration),
    expiryOf: ({ cells }) => {
      let first = Number.POSITIVE_INFINITY
      for (const [name, { updated }] of cells) first = Math.min(first, updated + this.#declaration(name).ttlMs)
      return first
    },
  }

  #lives(name: string, { updated }: Cell): boolean {
    return updated + this.#declaration(name).ttlMs > this.#times.processingTimeMs
  }

  #enter(id: string, key: readonly HostValue[]): void {
    this.#changed.add(id)
    this.#current = this.#entries.get(id) ?? this.#entries.add(id, key)
  }

  #leave(id: string): void {
    const { cells, timers } = this.#entry()
    this.#current = undefined
    if (cells.size > 0 || timers.size > 0) {
      this.#entries.changed(id)
      return
    }
    this.#entries.delete(id)
    this.#numRowsRemoved++
  }

  readonly #declaration = (name: string): Declaration => {
    const declared = this.#declared.get(name)
    if (declared !== undefined) return declared
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The checkpoint holds a state "${name}" that the processor ${this.#spec.name} does not ask for: start with a new checkpoint.`,
    )
  }

  #entry(): Entry {
    if (this.#current !== undefined) return this.#current
    throw new MillraceError('MILLRACE_USAGE', 'State and timers belong to a key: use them while its rows are handled.')
  }

  readonly #currentKey: CurrentKey = {
    declare: (name, declaration) => {
      if (this.#initialised)
        throw new MillraceError('MILLRACE_USAGE', `The state "${name}" was asked for after init: ask for it there.`)
      if (this.#declared.has(name))
        throw new MillraceError('MILLRACE_USAGE', `The state "${name}" was asked for twice.`)
      this.#declared.set(name, declaration)
    },
    get: name => {
      const { cells } = this.#entry()
      const cell = cells.get(name)
      if (cell === undefined || this.#lives(name, cell)) return cell?.value
      cells.delete(name)
      return undefined
    },
    set: (name, value) => void this.#entry().cells.set(name, { value, updated: this.#times.processingTimeMs }),
    clear: name => void this.#entry().cells.delete(name),
    timers: registering => {
      if (registering === true && this.#spec.timeMode === 'none')
        throw new MillraceError('MILLRACE_USAGE', `Timers need a time mode, and ${this.#spec.name} has none.`)
      return this.#entry().timers
    },
  }
}

/** Spark groups -0.0 with 0.0. */
const normalKey = (value: HostValue): HostValue => (Object.is(value, -0) ? 0 : value)
