const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** A dictionary's contents as plain typed arrays, to send between threads or store. */
export interface DictionaryData {
  readonly size: number
  /** Byte offsets of the entries, size + 1 of them. */
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
}

/**
 * Distinct byte strings with ids 0, 1, 2 ... in order of first appearance. Open addressing over 32-bit hashes; the bytes lie
 * one after another in a single pool, so interning a known string allocates nothing.
 */
export class Dictionary {
  /** Number of entries. */
  size = 0
  /** Pool of all entries' bytes; grows by replacement, so read it anew after interning. */
  bytes: Uint8Array
  /** Entry i is `bytes[offsets[i] .. offsets[i + 1])`; grows by replacement. */
  offsets: Int32Array
  readonly #seed: number
  #hashes: Int32Array
  #slots: Int32Array
  #mask: number

  constructor(capacity = 1024, seed = 0x9747b28c) {
    let slots = 16
    while (slots < capacity * 2) slots *= 2
    this.bytes = new Uint8Array(Math.max(64, capacity * 16))
    this.offsets = new Int32Array(capacity + 1)
    this.#hashes = new Int32Array(capacity)
    this.#slots = new Int32Array(slots).fill(-1)
    this.#mask = slots - 1
    this.#seed = seed
  }

  /** Bytes of memory that the pool and the tables hold. */
  get byteSize(): number {
    return this.bytes.length + this.offsets.byteLength + this.#hashes.byteLength + this.#slots.byteLength
  }

  /** The id of `source[start .. end)`, or -1 when it is not an entry. */
  find(source: Uint8Array, start: number, end: number): number {
    return this.#probe(source, start, end, this.#hash(source, start, end))
  }

  /** The id of `source[start .. end)`, which becomes an entry when it is not yet one. */
  intern(source: Uint8Array, start: number, end: number): number {
    const hash = this.#hash(source, start, end)
    const found = this.#probe(source, start, end, hash)
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

  #hash(source: Uint8Array, start: number, end: number): number {
    let h = this.#seed
    for (let i = start; i < end; i++) h = Math.imul(h ^ source[i], 0x01000193)
    h ^= h >>> 15
    h = Math.imul(h, 0x85ebca6b)
    return h ^ (h >>> 13)
  }

  #probe(source: Uint8Array, start: number, end: number, hash: number): number {
    const { bytes, offsets } = this
    const length = end - start
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const id = this.#slots[slot]
      if (id < 0) return -1
      if (this.#hashes[id] !== hash) continue
      const at = offsets[id]
      if (offsets[id + 1] - at !== length) continue
      let i = 0
      while (i < length && bytes[at + i] === source[start + i]) i++
      if (i === length) return id
    }
  }

  #add(source: Uint8Array, start: number, end: number, hash: number): number {
    const id = this.size++
    const at = this.offsets[id]
    const next = at + (end - start)
    if (next > this.bytes.length) this.bytes = grown(this.bytes, Math.max(next, this.bytes.length * 2))
    for (let i = start, j = at; i < end; i++, j++) this.bytes[j] = source[i]
    if (id + 2 > this.offsets.length) this.offsets = grown(this.offsets, this.offsets.length * 2)
    this.offsets[id + 1] = next
    if (id >= this.#hashes.length) this.#hashes = grown(this.#hashes, this.#hashes.length * 2)
    this.#hashes[id] = hash
    if (this.size * 2 > this.#slots.length) this.#rehash()
    else this.#place(id, hash)
    return id
  }

  #place(id: number, hash: number): void {
    let slot = hash & this.#mask
    while (this.#slots[slot] >= 0) slot = (slot + 1) & this.#mask
    this.#slots[slot] = id
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1)
    this.#mask = this.#slots.length - 1
    for (let id = 0; id < this.size; id++) this.#place(id, this.#hashes[id])
  }
}

function grown<T extends Uint8Array | Int32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (n: number) => T)(length)
  larger.set(array as never)
  return larger
}
