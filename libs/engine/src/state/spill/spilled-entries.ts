import type { StoredEntry } from '../stored-transform.ts'
import { inOrder } from './byte-order.ts'
import type { DueRow, DueTable } from './due-table.ts'

const NOTHING = new Uint8Array(0)
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** An entry of a program that keeps state, with the times that it is found by, in milliseconds; infinite for never. */
export interface SpilledEntry {
  /** JSON of an array, so that none begins with another. */
  readonly id: string
  readonly stored: StoredEntry
  /** Of its first timer. */
  readonly timer: number
  /** When the first of its values is over. */
  readonly expiry: number
}

export type FoundEntry = readonly [id: string, stored: StoredEntry]

/** Entries on local disk: by key their JSON, due at their first timer, and in a second table the keys whose values are over some day. */
export class SpilledEntries {
  readonly #entries: DueTable
  readonly #expiries: DueTable

  constructor(entries: DueTable, expiries: DueTable) {
    this.#entries = entries
    this.#expiries = expiries
  }

  get size(): number {
    return this.#entries.size
  }

  get byteSize(): number {
    return this.#entries.byteSize + this.#expiries.byteSize
  }

  /** Adds entries that are not there. */
  put(entries: readonly SpilledEntry[]): void {
    const rows = entries.map(({ id, stored, timer }): DueRow => {
      const row = encoder.encode(JSON.stringify(stored))
      return { key: encoder.encode(id), row, due: timer }
    })
    const order = Array.from(inOrder(rows.map(({ key }) => key)))
    this.#entries.put(order.map(i => rows[i]))
    const ending = order.filter(i => entries[i].expiry < Number.POSITIVE_INFINITY)
    this.#expiries.put(ending.map(i => ({ key: rows[i].key, row: NOTHING, due: entries[i].expiry })))
  }

  /** Takes out those of some keys. */
  take(ids: Iterable<string>): FoundEntry[] {
    const found: FoundEntry[] = []
    if (this.size === 0) return found
    const keys = Array.from(ids, id => encoder.encode(id))
    for (const i of inOrder(keys)) {
      for (const row of this.#entries.takeAll(keys[i])) found.push(entryOf(row))
      if (this.#expiries.size > 0) this.#expiries.takeAll(keys[i])
    }
    return found
  }

  /** True when a timer has come at a time. */
  hasDue(now: number): boolean {
    return this.#entries.isDue(now)
  }

  /** Takes out those with timers that have come, and those with values that are over at another time. */
  takeDue(timerNow: number, expiryNow: number): FoundEntry[] {
    const found: FoundEntry[] = []
    for (const rows of this.#entries.takeDue(timerNow)) {
      for (const row of rows) {
        found.push(entryOf(row))
        if (this.#expiries.size > 0) this.#expiries.takeAll(row.key)
      }
    }
    for (const rows of this.#expiries.takeDue(expiryNow))
      for (const { key } of rows) for (const row of this.#entries.takeAll(key)) found.push(entryOf(row))
    return found
  }

  /** All, some at a time. */
  *pages(): Generator<FoundEntry[]> {
    for (const rows of this.#entries.pages()) yield rows.map(entryOf)
  }
}

const entryOf = ({ key, row }: DueRow): FoundEntry => [
  decoder.decode(key),
  JSON.parse(decoder.decode(row)) as StoredEntry,
]
