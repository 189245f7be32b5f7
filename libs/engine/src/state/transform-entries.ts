import type { HostValue } from '@millrace/columns'
import { ExpiryQueue } from './keyed/expiry-queue.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import { type FoundEntry, SpilledEntries, type SpilledEntry } from './spill/spilled-entries.ts'
import type { SpilledSize } from './stateful-operator.ts'
import type { StoredEntry } from './stored-transform.ts'
import { type Entry, entrySize } from './transform-entry.ts'

const MICROSECONDS = 1000
/** Entries that are written at a time. */
const PAGE_ENTRIES = 4096

/** What the entries know of a key besides its entry. */
interface Slot {
  readonly id: string
  entry: Entry
  /** In the queues. */
  readonly number: number
  /** Ascends in the order in which keys came. */
  readonly order: number
  /** Roughly in memory. */
  bytes: number
  /** Ascends with every touch of any key. */
  touched: number
}

/** What a program's declarations say of entries. */
export interface EntryCodec {
  stored(entry: Entry): StoredEntry
  restored(stored: StoredEntry): Entry
  /** When the first of an entry's values is over, in milliseconds; infinite where none ever is. */
  expiryOf(entry: Entry): number
}

/**
 * The entries of all keys by the key's id, found also by the time of their next timer and by when a value's time is over. What is on
 * local disk is to be fetched before it is asked for.
 */
export class TransformEntries {
  readonly #codec: EntryCodec
  readonly #space: SpillSpace | null
  readonly #slots = new Map<string, Slot>()
  readonly #byNumber: (Slot | undefined)[] = []
  readonly #free: number[] = []
  #order = 0
  #touches = 0
  #bytes = 0
  readonly #timers = new ExpiryQueue()
  readonly #expiries = new ExpiryQueue()
  /** Entries on disk and not in memory; null before there were any. */
  #spilled: SpilledEntries | null = null

  /** @param space local disk for entries that memory has no room for; null keeps all in memory */
  constructor(codec: EntryCodec, space: SpillSpace | null) {
    this.#codec = codec
    this.#space = space
  }

  get size(): number {
    return this.#slots.size + (this.#spilled?.size ?? 0)
  }

  /** Roughly, in memory. */
  get byteSize(): number {
    return this.#slots.size === 0 ? 0 : this.#bytes + this.#timers.byteSize + this.#expiries.byteSize
  }

  get spilled(): SpilledSize | undefined {
    return this.#spilled === null ? undefined : { rows: this.#spilled.size, bytes: this.#spilled.byteSize }
  }

  get(id: string): Entry | undefined {
    return this.#slots.get(id)?.entry
  }

  /** An entry as a checkpoint holds it; null where there is none. */
  stored(id: string): StoredEntry | null {
    const slot = this.#slots.get(id)
    return slot === undefined ? null : this.#stored(slot)
  }

  /** All entries so, some at a time. */
  *pages(): Generator<FoundEntry[]> {
    let page: FoundEntry[] = []
    for (const slot of this.#slots.values()) {
      page.push([slot.id, this.#stored(slot)])
      if (page.length < PAGE_ENTRIES) continue
      yield page
      page = []
    }
    yield page
    if (this.#spilled !== null) yield* this.#spilled.pages()
  }

  /** Brings the entries of some keys into memory. */
  fetch(ids: Iterable<string>): void {
    for (const [id, stored] of this.#spilled?.take(ids) ?? []) this.restore(id, stored)
  }

  /** The same for entries with timers or values that `due` and `expired` ask for. */
  fetchDue(timerNow: number, expiryNow: number): void {
    for (const [id, stored] of this.#spilled?.takeDue(timerNow, expiryNow) ?? []) this.restore(id, stored)
  }

  /** Adds an entry as a checkpoint has it, or replaces that of its id. */
  restore(id: string, stored: StoredEntry): void {
    this.#set(id, this.#codec.restored(stored), stored.order)
  }

  add(id: string, key: readonly HostValue[]): Entry {
    const entry: Entry = { key, cells: new Map(), timers: new Set() }
    this.#set(id, entry)
    return entry
  }

  /** Values or timers of an entry are others now. */
  changed(id: string): void {
    const slot = this.#slots.get(id)!
    this.#timers.remove(slot.number)
    this.#expiries.remove(slot.number)
    this.#bytes -= slot.bytes
    this.#index(slot)
  }

  delete(id: string): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    this.#timers.remove(slot.number)
    this.#expiries.remove(slot.number)
    this.#bytes -= slot.bytes
    this.#byNumber[slot.number] = undefined
    this.#free.push(slot.number)
    this.#slots.delete(id)
  }

  /** True when some key has a timer that has come at a time, in milliseconds. */
  hasDue(now: number): boolean {
    return this.#timers.first() <= now * MICROSECONDS || (this.#spilled?.hasDue(now) ?? false)
  }

  /** The keys with timers that have come, in the order in which the keys came; `changed` or `delete` follows for each. */
  due(now: number): string[] {
    return this.#taken(this.#timers, now)
  }

  /** The same for values whose time is over. */
  expired(now: number): string[] {
    return this.#taken(this.#expiries, now)
  }

  /** Moves what was untouched for longest to disk until no more than so many bytes are in memory. */
  spill(bytes: number): void {
    if (this.byteSize <= bytes || this.#space === null) return
    const slots = [...this.#slots.values()].sort((a, b) => a.touched - b.touched)
    let page: SpilledEntry[] = []
    for (const slot of slots) {
      if (this.byteSize <= bytes) break
      const { id, entry } = slot
      page.push({ id, stored: this.#stored(slot), timer: nextTimer(entry), expiry: this.#codec.expiryOf(entry) })
      this.delete(id)
      if (page.length < PAGE_ENTRIES) continue
      this.#disk(this.#space).put(page)
      page = []
    }
    if (page.length > 0) this.#disk(this.#space).put(page)
  }

  #disk(space: SpillSpace): SpilledEntries {
    this.#spilled ??= new SpilledEntries(space.dueTable('entries'), space.dueTable('expiries'))
    return this.#spilled
  }

  #stored({ entry, order }: Slot): StoredEntry {
    return { ...this.#codec.stored(entry), order }
  }

  #set(id: string, entry: Entry, order = this.#order): void {
    const known = this.#slots.get(id)
    if (known !== undefined) {
      known.entry = entry
      this.changed(id)
      return
    }
    const number = this.#free.pop() ?? this.#byNumber.length
    const slot = { id, entry, number, order, bytes: 0, touched: 0 }
    this.#order = Math.max(this.#order, order + 1)
    this.#byNumber[number] = slot
    this.#slots.set(id, slot)
    this.#index(slot)
  }

  #index(slot: Slot): void {
    const { entry, id, number } = slot
    slot.touched = this.#touches++
    slot.bytes = entrySize(entry) + 2 * id.length
    this.#bytes += slot.bytes
    this.#timers.add(number, nextTimer(entry) * MICROSECONDS)
    this.#expiries.add(number, this.#codec.expiryOf(entry) * MICROSECONDS)
  }

  #taken(queue: ExpiryQueue, now: number): string[] {
    const slots = Array.from(queue.take(now * MICROSECONDS), number => this.#byNumber[number]!)
    return slots.sort((a, b) => a.order - b.order).map(slot => slot.id)
  }
}

function nextTimer({ timers }: Entry): number {
  let next = Number.POSITIVE_INFINITY
  for (const time of timers) if (time < next) next = time
  return next
}
