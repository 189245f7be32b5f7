import { fastHash, keyedHash } from '@millrace/columns'
import { withRoom } from '../../operators/aggregate/arrays.ts'
import { ByteHeap } from './byte-heap.ts'
import type { KeyRows } from './key-bytes.ts'

/** Drawn once a process, so that nobody outside can prepare keys that collide. */
const [SEED, KEY0, KEY1] = crypto.getRandomValues(new Int32Array(3))
/** Slots that a new key may have to pass; a longer walk means crafted keys. */
const LONGEST_WALK = 256
const FEWEST_SLOTS = 64

/**
 * Keys with ids. A key that is removed leaves nothing behind, and its id is given to another. Open addressing over 32-bit hashes: the
 * fast one, until it meets keys crafted to collide.
 */
export class KeyTable {
  readonly #heap = new ByteHeap()
  /** Pairs: hash, id + 1; an id of 0 means free. */
  #slots = new Int32Array(2 * FEWEST_SLOTS)
  #mask = FEWEST_SLOTS - 1
  #keyed = false
  #size = 0
  #ids = 0
  /** Ids to be used again. */
  #free = new Int32Array(16)
  #freeCount = 0

  get size(): number {
    return this.#size
  }

  /** Ids are below this. */
  get idLimit(): number {
    return this.#ids
  }

  get byteSize(): number {
    return this.#heap.byteSize + this.#slots.byteLength + this.#free.byteLength
  }

  /** The id of a row's key, which is added when it is new: then `size` grows. */
  add({ bytes, view, starts }: KeyRows, row: number): number {
    const start = starts[row]
    const end = starts[row + 1]
    const hash = this.#hash(view, start, end)
    const slots = this.#slots
    let slot = hash & this.#mask
    let walk = 0
    for (; ; slot = (slot + 1) & this.#mask, walk++) {
      const id = slots[2 * slot + 1] - 1
      if (id < 0) break
      if (slots[2 * slot] === hash && this.#heap.equals(id, view, start, end - start)) return id
    }
    const id = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#ids++
    this.#heap.put(id, bytes, start, end)
    slots[2 * slot] = hash
    slots[2 * slot + 1] = id + 1
    this.#size++
    if (walk > LONGEST_WALK && !this.#keyed) this.#changeHash()
    else if (this.#size * 2 > this.#mask) this.#resize((this.#mask + 1) * 2)
    return id
  }

  remove(id: number): void {
    const mask = this.#mask
    const slots = this.#slots
    let hole = this.#heap.visit(id, this.#hash) & mask
    while (slots[2 * hole + 1] !== id + 1) hole = (hole + 1) & mask
    // What was put further on because this slot was taken comes back, so that no search ends before it.
    for (let slot = (hole + 1) & mask; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      const home = slots[2 * slot] & mask
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      slots[2 * hole] = slots[2 * slot]
      slots[2 * hole + 1] = slots[2 * slot + 1]
      hole = slot
    }
    slots[2 * hole + 1] = 0
    this.#heap.remove(id)
    this.#free = withRoom(this.#free, this.#freeCount + 1)
    this.#free[this.#freeCount++] = id
    this.#size--
    if (this.#size * 16 < mask && mask >= 2 * FEWEST_SLOTS) this.#resize((mask + 1) / 2)
  }

  /** The ids of all keys. */
  ids(): Int32Array {
    const ids = new Int32Array(this.#size)
    let n = 0
    for (let i = 1; i < this.#slots.length; i += 2) if (this.#slots[i] > 0) ids[n++] = this.#slots[i] - 1
    return ids.sort()
  }

  /** The keys of some ids. */
  copy(ids: Int32Array): KeyRows {
    return this.#heap.copy(ids)
  }

  readonly #hash = (view: DataView, start: number, end: number): number =>
    this.#keyed ? keyedHash(view, start, end, KEY0, KEY1) : fastHash(view, start, end, SEED)

  #resize(slots: number): void {
    const old = this.#slots
    this.#slots = new Int32Array(slots * 2)
    this.#mask = slots - 1
    for (let i = 0; i < old.length; i += 2) if (old[i + 1] !== 0) this.#place(old[i], old[i + 1])
  }

  #changeHash(): void {
    this.#keyed = true
    const old = this.#slots
    this.#slots = new Int32Array(old.length)
    for (let i = 1; i < old.length; i += 2)
      if (old[i] !== 0) this.#place(this.#heap.visit(old[i] - 1, this.#hash), old[i])
  }

  #place(hash: number, entry: number): void {
    let slot = hash & this.#mask
    while (this.#slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[2 * slot] = hash
    this.#slots[2 * slot + 1] = entry
  }
}
