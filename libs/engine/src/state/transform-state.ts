import type { ColumnBatch, HostValue, Schema, TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type {
  ListState,
  MapState,
  StatefulHandle,
  StatefulProcessor,
  StateOptions,
  TransformRow,
  TransformTimes,
  ValueState,
} from '../api/transform.ts'
import { type HostJson, hostFromJson, hostToJson } from '../kernels/host-json.ts'
import { columnOfHosts, hostReader } from '../operators/host-values.ts'
import type { MainTransform } from '../plan/main-stage.ts'
import { decodeJson, encodeJson } from './json-codec.ts'
import type { BatchWatermarks, StatefulOperator } from './stateful-operator.ts'
import { type StoredEntry, storedRows } from './stored-transform.ts'

/** One named state of one key: its values, and when they were last updated (milliseconds since 1970). */
interface Cell {
  value: HostValue | HostValue[] | Map<string, HostValue>
  updated: number
}

/** Everything of one key. */
interface Entry {
  readonly key: readonly HostValue[]
  readonly cells: Map<string, Cell>
  readonly timers: Set<number>
}

type CellKind = 'value' | 'list' | 'map'

interface Declaration {
  readonly kind: CellKind
  readonly type: TypeName
  readonly ttlMs: number
}

/** What is kept for a program that keeps state by key; see StatefulProcessor. A delta holds the keys that a batch changed, as they then are. */
export class TransformState implements StatefulOperator {
  readonly operatorName = 'transformWithStateExec'
  readonly #spec: MainTransform
  readonly #processor: StatefulProcessor
  readonly #declared = new Map<string, Declaration>()
  readonly #keySchema: Schema
  #entries = new Map<string, Entry>()
  readonly #changed = new Set<string>()
  #current: Entry | undefined
  #initialised = false
  #times: TransformTimes = { processingTimeMs: 0, watermarkMs: 0 }
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #numRowsRemoved = 0
  #numRowsDropped = 0

  constructor(spec: MainTransform, processor: StatefulProcessor) {
    this.#spec = spec
    this.#processor = processor
    this.#keySchema = spec.keys.map(k => spec.input.schema[k])
    processor.init(this.#handle)
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
    return this.#entries.size * 256
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
    const out: TransformRow[] = []
    for (const [id, { key, rows }] of this.#rowsByKey(batch)) {
      this.#enter(id, key)
      for (const row of this.#processor.handleInputRows(key, rows, this.#times)) out.push(row)
      this.#leave(id)
    }
    const now = this.#spec.timeMode === 'eventTime' ? this.#times.watermarkMs : processingTimeMs
    for (const [id, entry] of [...this.#entries]) {
      const due = [...entry.timers].filter(t => t <= now).sort((a, b) => a - b)
      if (due.length === 0) continue
      this.#enter(id, entry.key)
      for (const time of due) {
        entry.timers.delete(time)
        for (const row of this.#processor.handleExpiredTimer?.(entry.key, time, this.#times) ?? []) out.push(row)
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

  endBatch(): void {}

  delta(): Uint8Array {
    return encodeJson([...this.#changed].map(id => [id, this.#stored(id)] as const))
  }

  snapshot(): Uint8Array {
    return encodeJson([...this.#entries.keys()].map(id => [id, this.#stored(id)] as const))
  }

  stateRows(): ColumnBatch {
    return storedRows(this.#keySchema, decodeJson(this.snapshot()) as [string, StoredEntry][])
  }

  apply(delta: Uint8Array): void {
    for (const [id, stored] of decodeJson(delta) as [string, StoredEntry | null][]) {
      if (stored === null) this.#entries.delete(id)
      else this.#entries.set(id, this.#restored(stored))
    }
  }

  restore(snapshot: Uint8Array): void {
    this.#entries = new Map()
    this.apply(snapshot)
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
    if ([...this.#declared.values()].every(({ ttlMs }) => ttlMs === Number.POSITIVE_INFINITY)) return
    for (const [id, entry] of [...this.#entries]) {
      const expired = [...entry.cells].filter(([name, cell]) => !this.#lives(name, cell))
      if (expired.length === 0) continue
      this.#enter(id, entry.key)
      for (const [name] of expired) entry.cells.delete(name)
      this.#leave(id)
    }
  }

  #lives(name: string, { updated }: Cell): boolean {
    return updated + this.#declaration(name).ttlMs > this.#times.processingTimeMs
  }

  #enter(id: string, key: readonly HostValue[]): void {
    let entry = this.#entries.get(id)
    if (entry === undefined) {
      entry = { key, cells: new Map(), timers: new Set() }
      this.#entries.set(id, entry)
    }
    this.#changed.add(id)
    this.#current = entry
  }

  #leave(id: string): void {
    const entry = this.#current
    this.#current = undefined
    if (entry === undefined || entry.cells.size > 0 || entry.timers.size > 0) return
    this.#entries.delete(id)
    this.#numRowsRemoved++
  }

  #stored(id: string): StoredEntry | null {
    const entry = this.#entries.get(id)
    if (entry === undefined) return null
    const cells = [...entry.cells].map(([name, { value, updated }]) => {
      const { kind, type } = this.#declaration(name)
      const json =
        kind === 'value'
          ? hostToJson(type, value as HostValue)
          : kind === 'list'
            ? (value as HostValue[]).map(v => hostToJson(type, v))
            : Object.fromEntries([...(value as Map<string, HostValue>)].map(([k, v]) => [k, hostToJson(type, v)]))
      return [name, { value: json, updated }] as const
    })
    const key = entry.key.map((v, i) => hostToJson(this.#keySchema[i].type, v))
    return { key, cells: Object.fromEntries(cells), timers: [...entry.timers] }
  }

  #restored({ key, cells, timers }: StoredEntry): Entry {
    const restored = Object.entries(cells).map(([name, { value, updated }]): [string, Cell] => {
      const { kind, type } = this.#declaration(name)
      if (kind === 'value') return [name, { value: hostFromJson(type, value), updated }]
      if (kind === 'list') return [name, { value: (value as HostJson[]).map(v => hostFromJson(type, v)), updated }]
      const entries = Object.entries(value as Record<string, HostJson>)
      return [name, { value: new Map(entries.map(([k, v]) => [k, hostFromJson(type, v)])), updated }]
    })
    return {
      key: key.map((v, i) => hostFromJson(this.#keySchema[i].type, v)),
      cells: new Map(restored),
      timers: new Set(timers),
    }
  }

  #declaration(name: string): Declaration {
    const declared = this.#declared.get(name)
    if (declared !== undefined) return declared
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The checkpoint holds a state "${name}" that the processor ${this.#spec.name} does not ask for: start with a new checkpoint.`,
    )
  }

  #declare(name: string, kind: CellKind, type: TypeName, { ttlMs = Number.POSITIVE_INFINITY }: StateOptions): void {
    if (this.#initialised)
      throw new MillraceError('MILLRACE_USAGE', `The state "${name}" was asked for after init: ask for it there.`)
    if (this.#declared.has(name)) throw new MillraceError('MILLRACE_USAGE', `The state "${name}" was asked for twice.`)
    this.#declared.set(name, { kind, type, ttlMs })
  }

  #entry(): Entry {
    if (this.#current !== undefined) return this.#current
    throw new MillraceError('MILLRACE_USAGE', 'State and timers belong to a key: use them while its rows are handled.')
  }

  #get<T>(name: string): T | undefined {
    const entry = this.#entry()
    const cell = entry.cells.get(name)
    if (cell === undefined) return undefined
    if (this.#lives(name, cell)) return cell.value as T
    entry.cells.delete(name)
    return undefined
  }

  #set(name: string, value: Cell['value']): void {
    this.#entry().cells.set(name, { value, updated: this.#times.processingTimeMs })
  }

  readonly #clearCell = (name: string): void => void this.#entry().cells.delete(name)

  readonly #handle: StatefulHandle = {
    valueState: <T extends HostValue>(name: string, type: TypeName, options: StateOptions = {}): ValueState<T> => {
      this.#declare(name, 'value', type, options)
      return {
        exists: () => this.#get(name) !== undefined,
        get: () => this.#get<T>(name) ?? null,
        update: value => this.#set(name, value),
        clear: () => this.#clearCell(name),
      }
    },
    listState: <T extends HostValue>(name: string, element: TypeName, options: StateOptions = {}): ListState<T> => {
      this.#declare(name, 'list', element, options)
      return {
        exists: () => this.#get(name) !== undefined,
        get: () => this.#get<T[]>(name) ?? [],
        put: values => this.#set(name, [...values]),
        append: value => this.#set(name, [...(this.#get<T[]>(name) ?? []), value]),
        clear: () => this.#clearCell(name),
      }
    },
    mapState: <T extends HostValue>(name: string, type: TypeName, options: StateOptions = {}): MapState<T> => {
      this.#declare(name, 'map', type, options)
      const map = (): Map<string, T> => this.#get<Map<string, T>>(name) ?? new Map<string, T>()
      return {
        exists: () => this.#get(name) !== undefined,
        get: key => map().get(key) ?? null,
        has: key => map().has(key),
        update: (key, value) => this.#set(name, map().set(key, value)),
        remove: key => {
          const rest = map()
          rest.delete(key)
          if (rest.size === 0) this.#clearCell(name)
          else this.#set(name, rest)
        },
        // In an order that a restart keeps: the checkpoint's JSON has one of its own for keys that are numbers.
        entries: () => [...map()].sort(([a], [b]) => (a < b ? -1 : 1)),
        clear: () => this.#clearCell(name),
      }
    },
    registerTimer: timeMs => {
      if (this.#spec.timeMode === 'none')
        throw new MillraceError('MILLRACE_USAGE', `Timers need a time mode, and ${this.#spec.name} has none.`)
      this.#entry().timers.add(timeMs)
    },
    deleteTimer: timeMs => void this.#entry().timers.delete(timeMs),
    timers: () => [...this.#entry().timers].sort((a, b) => a - b),
  }
}

/** Spark groups -0.0 with 0.0. */
const normalKey = (value: HostValue): HostValue => (Object.is(value, -0) ? 0 : value)
