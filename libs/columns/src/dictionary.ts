import { equalBytes, fastHash, keyedHash } from './byte-hash.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** Drawn once a process, so that values do not collide in all of them. */
const SEED = Math.floor(Math.random() * 2 ** 32) | 0

/** Drawn once a process, so that nobody outside can prepare values that collide. Not before it is needed: it is rarely, and takes its time. */
let key: Int32Array | undefined

/**
 * Slots that a new entry may have to pass. At load 1/2 honest hashes of a hundred million entries stay near 100; a longer
 * walk means crafted values.
 */
const LONGEST_WALK = 256

const MAX_POOL = 0x7fffffff

const NOTHING: Uint8Array = new Uint8Array(0)

/** A dictionary's contents as plain typed arrays, to send between threads or store. */
export interface DictionaryData {
  readonly size: number
  /** Byte offsets of the entries, size + 1 of them. */
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
}

/**
 * Distinct byte strings with ids 0, 1, 2 ... in order of first appearance. Open addressing over seeded 32-bit hashes; the
 * bytes lie one after another in a single pool, so interning a known string allocates nothing. Ids do not depend on the
 * seed. When the fast hash meets values crafted to collide, the table changes to a keyed hash.
 *
 * Keeps a view of the last source passed in: passing one large array many times is the fast way.
 */
export class Dictionary {
  /** Number of entries. */
  size = 0
  /** Pool of all entries' bytes; grows by replacement, so read it anew after interning. */
  bytes: Uint8Array
  /** Entry i is `bytes[offsets[i] .. offsets[i + 1])`; grows by replacement. */
  offsets: Int32Array
  readonly #seed: number
  #keyed = false
  #pool: DataView
  /** Pairs: hash, id + 1; an id of 0 means free. */
  #slots: Int32Array
  /** Number of slots less one. */
  #mask: number
  /** False while the entries of `ofDistinct` have no slots: there is a single free one then. */
  #indexed = true
  #source = NOTHING
  #view = viewOf(NOTHING)
  /** The entry that was found or added last: real columns repeat themselves. */
  #lastId = 0
  #lastStart = 0
  #lastLength = -1

  constructor(capacity = 1024, seed = SEED) {
    let slots = 16
    while (slots < capacity * 2) slots *= 2
    this.bytes = new Uint8Array(Math.max(64, capacity * 16))
    this.#pool = viewOf(this.bytes)
    this.offsets = new Int32Array(Math.max(16, capacity + 1))
    this.#slots = new Int32Array(slots * 2)
    this.#mask = slots - 1
    this.#seed = seed
  }

  /** Bytes of memory that the pool and the tables hold. */
  get byteSize(): number {
    return this.bytes.length + this.offsets.byteLength + this.#slots.byteLength
  }

  /** The id of `source[start .. end)`, or -1 when it is not an entry. */
  find(source: Uint8Array, start: number, end: number): number {
    const view = this.#viewOf(source)
    if (this.#isLast(view, start, end)) return this.#lastId
    const hash = this.#hash(view, start, end)
    const found = this.#probe(view, start, end, hash)
    return found >= 0 || this.#indexed ? found : this.#index(view, start, end, hash)
  }

  /** The id of `source[start .. end)`, which becomes an entry when it is not yet one. */
  intern(source: Uint8Array, start: number, end: number): number {
    const view = this.#viewOf(source)
    if (this.#isLast(view, start, end)) return this.#lastId
    const hash = this.#hash(view, start, end)
    let found = this.#probe(view, start, end, hash)
    if (found < 0 && !this.#indexed) found = this.#index(view, start, end, hash)
    return found >= 0 ? found : this.#add(source, start, end, hash)
  }

  internString(text: string): number {
    const bytes = encoder.encode(text)
    return this.intern(bytes, 0, bytes.length)
  }

  /** The bytes of an entry: a view that is valid until the next entry is added. */
  get(id: number): Uint8Array {
    return this.bytes.subarray(this.offsets[id], this.offsets[id + 1])
  }

  string(id: number): string {
    return decoder.decode(this.get(id))
  }

  /** A compact copy of the contents. */
  data(): DictionaryData {
    return {
      size: this.size,
      offsets: this.offsets.slice(0, this.size + 1),
      bytes: this.bytes.slice(0, this.offsets[this.size]),
    }
  }

  static from(data: DictionaryData): Dictionary {
    const dictionary = new Dictionary(Math.max(16, data.size))
    for (let i = 0; i < data.size; i++) dictionary.intern(data.bytes, data.offsets[i], data.offsets[i + 1])
    return dictionary
  }

  /**
   * A dictionary of entries that are known to be distinct, over the same memory. Additions go elsewhere, and nothing is hashed
   * before the first search.
   */
  static ofDistinct({ size, offsets, bytes }: DictionaryData): Dictionary {
    const dictionary = new Dictionary(0)
    dictionary.size = size
    // Without room to spare nothing is ever written to them.
    dictionary.offsets = offsets.subarray(0, size + 1)
    dictionary.bytes = bytes.subarray(0, offsets[size])
    dictionary.#pool = viewOf(dictionary.bytes)
    dictionary.#slots = new Int32Array(2)
    dictionary.#mask = 0
    dictionary.#indexed = false
    return dictionary
  }

  #viewOf(source: Uint8Array): DataView {
    if (source !== this.#source) {
      this.#source = source
      this.#view = viewOf(source)
    }
    return this.#view
  }

  #isLast(view: DataView, start: number, end: number): boolean {
    return end - start === this.#lastLength && equalBytes(view, start, this.#pool, this.#lastStart, end - start)
  }

  #hash(view: DataView, start: number, end: number): number {
    return key !== undefined && this.#keyed
      ? keyedHash(view, start, end, key[0], key[1])
      : fastHash(view, start, end, this.#seed)
  }

  #probe(view: DataView, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = this.#mask
    const length = end - start
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = slots[2 * slot + 1] - 1
      if (id < 0) return -1
      if (slots[2 * slot] !== hash) continue
      const at = this.offsets[id]
      if (this.offsets[id + 1] - at !== length || !equalBytes(view, start, this.#pool, at, length)) continue
      this.#lastId = id
      this.#lastStart = at
      this.#lastLength = length
      return id
    }
  }

  /** Gives the entries of `ofDistinct` their slots, and goes on with the search that asked for it. */
  #index(view: DataView, start: number, end: number, hash: number): number {
    this.#indexed = true
    let slots = 16
    while (slots < this.size * 2) slots *= 2
    this.#slots = new Int32Array(slots * 2)
    this.#mask = slots - 1
    let longest = 0
    for (let id = 0; id < this.size; id++) longest = Math.max(longest, this.#place(id, this.#hashOf(id)))
    if (longest > LONGEST_WALK) this.#changeHash()
    return this.#probe(view, start, end, longest > LONGEST_WALK ? this.#hash(view, start, end) : hash)
  }

  #add(source: Uint8Array, start: number, end: number, hash: number): number {
    const id = this.size
    const at = this.offsets[id]
    const next = at + (end - start)
    if (next > this.bytes.length) this.#growPool(next)
    if (end - start > 64) this.bytes.set(source.subarray(start, end), at)
    else for (let i = start, j = at; i < end; i++, j++) this.bytes[j] = source[i]
    if (id + 2 > this.offsets.length) this.offsets = grown(this.offsets, this.offsets.length * 2)
    this.offsets[id + 1] = next
    this.size = id + 1
    if (this.size * 2 > this.#mask) this.#growSlots(hash)
    else if (this.#place(id, hash) > LONGEST_WALK && !this.#keyed) this.#changeHash()
    return id
  }

  #growPool(needed: number): void {
    if (needed > MAX_POOL) throw new RangeError('A dictionary cannot hold more than 2 GiB of strings.')
    this.bytes = grown(this.bytes, Math.min(MAX_POOL, Math.max(needed, this.bytes.length * 2)))
    this.#pool = viewOf(this.bytes)
  }

  /** Puts the entry into the first free slot; returns how many taken ones it passed. */
  #place(id: number, hash: number): number {
    let slot = hash & this.#mask
    let walk = 0
    while (this.#slots[2 * slot + 1] !== 0) {
      slot = (slot + 1) & this.#mask
      walk++
    }
    this.#slots[2 * slot] = hash
    this.#slots[2 * slot + 1] = id + 1
    return walk
  }

  #hashOf(id: number): number {
    return this.#hash(this.#pool, this.offsets[id], this.offsets[id + 1])
  }

  /** Twice the slots, for the entries that have one and for the one added last. */
  #growSlots(hashOfLast: number): void {
    const old = this.#slots
    this.#slots = new Int32Array(old.length * 2)
    this.#mask = old.length - 1
    for (let i = 0; i < old.length; i += 2) if (old[i + 1] !== 0) this.#place(old[i + 1] - 1, old[i])
    this.#place(this.size - 1, hashOfLast)
  }

  #changeHash(): void {
    this.#keyed = true
    key ??= crypto.getRandomValues(new Int32Array(2))
    this.#slots.fill(0)
    for (let id = 0; id < this.size; id++) this.#place(id, this.#hashOf(id))
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function grown<T extends Uint8Array | Int32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (n: number) => T)(length)
  larger.set(array as never)
  return larger
}
