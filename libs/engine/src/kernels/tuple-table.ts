/**
 * Distinct tuples of 32-bit words, numbered 0, 1, 2 ... in order of first appearance. Open addressing; the tuples lie one after
 * another in `words`, so adding a known tuple allocates nothing.
 */
export class TupleTable {
  /** Words in a tuple. */
  readonly width: number
  /** Number of tuples. */
  size = 0
  /** Tuple i is `words[i * width .. (i + 1) * width)`; grows by replacement. */
  words: Int32Array
  #slots: Int32Array
  #mask: number
  /** The second word of the first pair: one of two is often nearly always the same, as the query string of paths without one. */
  #commonB = 0
  /** Index plus 1 of the pairs of a small first word and that second one, found without hashing; 0 is unknown. */
  #direct = new Int32Array(0)

  constructor(width: number, capacity = 64) {
    this.width = width
    let slots = 32
    while (slots < capacity * 2) slots *= 2
    this.words = new Int32Array((slots >> 1) * Math.max(1, width))
    this.#slots = new Int32Array(slots).fill(-1)
    this.#mask = slots - 1
  }

  /** Bytes of memory held. */
  get byteSize(): number {
    return this.words.byteLength + this.#slots.byteLength + this.#direct.byteLength
  }

  /** Index of a tuple of one word, added when it is new. */
  add1(a: number): number {
    const words = this.words
    for (let slot = mix(a) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const i = this.#slots[slot]
      if (i < 0) return this.#append(slot, a, 0)
      if (words[i] === a) return i
    }
  }

  /** Index of a tuple of two words, added when it is new. */
  add2(a: number, b: number): number {
    const direct = this.#direct
    if (b !== this.#commonB || a >>> 0 >= direct.length) return this.#search2(a, b)
    const known = direct[a]
    if (known > 0) return known - 1
    const index = this.#search2(a, b)
    this.#direct[a] = index + 1
    return index
  }

  #search2(a: number, b: number): number {
    // The table of common tuples stays in proportion to what the ids ask for.
    if (this.size === 0) this.#commonB = b
    if (b === this.#commonB && a >= this.#direct.length && a < 4 * this.size + 64) this.#growDirect(a + 1)
    const words = this.words
    for (let slot = mix(mix(a) ^ b) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const i = this.#slots[slot]
      if (i < 0) return this.#append(slot, a, b)
      if (words[2 * i] === a && words[2 * i + 1] === b) return i
    }
  }

  /** Index of the tuple `source[at .. at + width)`, added when it is new. */
  add(source: Int32Array, at: number): number {
    const { words, width } = this
    for (let slot = hashOf(source, at, width) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const i = this.#slots[slot]
      if (i < 0) {
        const index = this.#append(slot, source[at], source[at + 1])
        if (width <= 2) return index
        for (let k = 0, to = index * width; k < width; k++) this.words[to + k] = source[at + k]
        if (this.size * 2 > this.#slots.length) this.#rehash()
        return index
      }
      let k = 0
      for (const from = i * width; k < width && words[from + k] === source[at + k]; ) k++
      if (k === width) return i
    }
  }

  #growDirect(size: number): void {
    const larger = new Int32Array(Math.max(64, size, this.#direct.length * 2))
    larger.set(this.#direct)
    this.#direct = larger
  }

  #append(slot: number, a: number, b: number): number {
    const index = this.size++
    this.#slots[slot] = index
    const end = this.size * this.width
    if (end > this.words.length) {
      const larger = new Int32Array(Math.max(end, this.words.length * 2))
      larger.set(this.words)
      this.words = larger
    }
    if (this.width > 2) return index
    this.words[index * this.width] = a
    if (this.width === 2) this.words[index * 2 + 1] = b
    if (this.size * 2 > this.#slots.length) this.#rehash()
    return index
  }

  #rehash(): void {
    const { words, width } = this
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1)
    this.#mask = this.#slots.length - 1
    for (let i = 0; i < this.size; i++) {
      let slot = hashOf(words, i * width, width) & this.#mask
      while (this.#slots[slot] >= 0) slot = (slot + 1) & this.#mask
      this.#slots[slot] = i
    }
  }
}

function hashOf(words: Int32Array, at: number, width: number): number {
  let h = mix(words[at])
  for (let k = 1; k < width; k++) h = mix(h ^ words[at + k])
  return h
}

/** MurmurHash3's finaliser with one multiplication less. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  return h ^ (h >>> 13)
}
