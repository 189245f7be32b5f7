import type { HostValue } from '@millrace/columns'
import { ExpiryQueue } from './keyed/expiry-queue.ts'
import type { Entry } from './transform-entry.ts'

const MICROSECONDS = 1000

/** What the entries know of a key besides its entry. */
interface Slot {
  readonly id: string
  entry: Entry
  /** In the queues. */
  readonly number: number
  /** Ascends in the order in which keys came. */
  readonly order: number
}

/** The entries of all keys by the key's id, found also by the time of their next timer and by when a value's time is over. */
export class TransformEntries {
  readonly #slots = new Map<string, Slot>()
  readonly #byNumber: (Slot | undefined)[] = []
  readonly #free: number[] = []
  #order = 0
  readonly #timers = new ExpiryQueue()
  readonly #expiries = new ExpiryQueue()
  readonly #expiryOf: (entry: Entry) => number

  /** @param expiryOf when the first of an entry's values is over, in milliseconds; infinite where none ever is */
  constructor(expiryOf: (entry: Entry) => number) {
    this.#expiryOf = expiryOf
  }

  get size(): number {
    return this.#slots.size
  }

  get byteSize(): number {
    return this.#slots.size * 256 + this.#timers.byteSize + this.#expiries.byteSize
  }

  get(id: string): Entry | undefined {
    return this.#slots.get(id)?.entry
  }

  ids(): IterableIterator<string> {
    return this.#slots.keys()
  }

  /** Adds an entry, or replaces that of its id. */
  set(id: string, entry: Entry): void {
    const known = this.#slots.get(id)
    if (known !== undefined) {
      known.entry = entry
      this.changed(id)
      return
    }
    const number = this.#free.pop() ?? this.#byNumber.length
    const slot = { id, entry, number, order: this.#order++ }
    this.#byNumber[number] = slot
    this.#slots.set(id, slot)
    this.#timers.add(number, nextTimer(entry) * MICROSECONDS)
    this.#expiries.add(number, this.#expiryOf(entry) * MICROSECONDS)
  }

  add(id: string, key: readonly HostValue[]): Entry {
    const entry: Entry = { key, cells: new Map(), timers: new Set() }
    this.set(id, entry)
    return entry
  }

  /** Timers or values of an entry are others now. */
  changed(id: string): void {
    const { number, entry } = this.#slots.get(id)!
    this.#timers.remove(number)
    this.#timers.add(number, nextTimer(entry) * MICROSECONDS)
    this.#expiries.remove(number)
    this.#expiries.add(number, this.#expiryOf(entry) * MICROSECONDS)
  }

  delete(id: string): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    this.#timers.remove(slot.number)
    this.#expiries.remove(slot.number)
    this.#byNumber[slot.number] = undefined
    this.#free.push(slot.number)
    this.#slots.delete(id)
  }

  /** True when some key has a timer that has come at a time, in milliseconds. */
  hasDue(now: number): boolean {
    return this.#timers.first() <= now * MICROSECONDS
  }

  /** The keys with timers that have come, in the order in which the keys came; `changed` or `delete` follows for each. */
  due(now: number): string[] {
    return this.#taken(this.#timers, now)
  }

  /** The same for values whose time is over. */
  expired(now: number): string[] {
    return this.#taken(this.#expiries, now)
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
