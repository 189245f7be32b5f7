import type { LeafValues } from './leaf-column.ts'

export type NumberValues = Extract<LeafValues, { kind: 'int32' | 'int64' | 'float' | 'double' }>

/** Values looked at first: where many of them differ, the others are not looked at. */
const SAMPLE = 256
const FEW_IN_SAMPLE = 160
/** Taken slots that a value may have to pass: more means values made to collide. */
const LONGEST_WALK = 64

/** Numbers the different values of a fixed-width column by first appearance, where they are few. Reused from column to column. */
export class DistinctNumbers {
  /** Open addressing: the number of the value there plus `#base`; below `#base` the slot is free. */
  #slots = new Int32Array(1024)
  #base = 1
  /** Memory of the different values, and of the sample. */
  #found = new Uint32Array(1024)
  #sample = new Uint32Array(2 * SAMPLE)

  /**
   * Stores the number of every value at `indices`; returns the different ones in order, valid until the next call. Null when there are more
   * than half as many as values.
   */
  number(values: NumberValues, indices: Int32Array): NumberValues | null {
    const { count } = values
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = values.values
    const wide = BYTES_PER_ELEMENT === 8
    const words = new Uint32Array(buffer, byteOffset, wide ? count * 2 : count)
    if (count > 2 * SAMPLE && this.#search(this.#sampled(words, wide, count), wide, SAMPLE, FEW_IN_SAMPLE, indices) < 0)
      return null
    const found = this.#search(words, wide, count, count >> 1, indices)
    return found < 0 ? null : numbersOf(values, this.#found, found)
  }

  #sampled(words: Uint32Array, wide: boolean, count: number): Uint32Array {
    const sample = this.#sample
    for (let i = 0; i < SAMPLE; i++) {
      const from = Math.floor((i * count) / SAMPLE)
      if (wide) {
        sample[2 * i] = words[2 * from]
        sample[2 * i + 1] = words[2 * from + 1]
      } else sample[i] = words[from]
    }
    return sample
  }

  /** How many different values there are; -1 when there are more than `most`. */
  #search(words: Uint32Array, wide: boolean, count: number, most: number, indices: Int32Array): number {
    this.#prepare(wide ? 2 * most : most, most)
    const end = wide
      ? searchPairs(words, count, this.#slots, this.#base, most, this.#found, indices)
      : searchWords(words, count, this.#slots, this.#base, most, this.#found, indices)
    const found = end < 0 ? -1 : end - this.#base
    this.#base = end < 0 ? this.#base + most : end
    return found
  }

  /** Room for `most` values of so many words. */
  #prepare(words: number, most: number): void {
    let size = this.#slots.length
    while (size < 2 * most) size *= 2
    if (size > this.#slots.length || this.#base + most > 0x7fffffff) {
      this.#slots = new Int32Array(size)
      this.#base = 1
    }
    if (this.#found.length < words) this.#found = new Uint32Array(2 * words)
  }
}

/** The first number that is still free, or -1 when the search was given up. */
function searchWords(
  words: Uint32Array,
  count: number,
  slots: Int32Array,
  base: number,
  most: number,
  found: Uint32Array,
  indices: Int32Array,
): number {
  const mask = slots.length - 1
  let next = base
  let index = -1
  for (let i = 0; i < count; i++) {
    const word = words[i]
    if (index >= 0 && found[index] === word) {
      indices[i] = index
      continue
    }
    let slot = hash(word) & mask
    for (let walk = 0; ; walk++, slot = (slot + 1) & mask) {
      index = slots[slot] - base
      if (index < 0) {
        index = next - base
        if (index === most) return -1
        found[index] = word
        slots[slot] = next++
        break
      }
      if (found[index] === word) break
      if (walk === LONGEST_WALK) return -1
    }
    indices[i] = index
  }
  return next
}

/** The same of values of two words. */
function searchPairs(
  words: Uint32Array,
  count: number,
  slots: Int32Array,
  base: number,
  most: number,
  found: Uint32Array,
  indices: Int32Array,
): number {
  const mask = slots.length - 1
  let next = base
  let index = -1
  for (let i = 0; i < count; i++) {
    const low = words[2 * i]
    const high = words[2 * i + 1]
    if (index >= 0 && found[2 * index] === low && found[2 * index + 1] === high) {
      indices[i] = index
      continue
    }
    let slot = hash(low ^ Math.imul(high, 0x85ebca6b)) & mask
    for (let walk = 0; ; walk++, slot = (slot + 1) & mask) {
      index = slots[slot] - base
      if (index < 0) {
        index = next - base
        if (index === most) return -1
        found[2 * index] = low
        found[2 * index + 1] = high
        slots[slot] = next++
        break
      }
      if (found[2 * index] === low && found[2 * index + 1] === high) break
      if (walk === LONGEST_WALK) return -1
    }
    indices[i] = index
  }
  return next
}

function hash(word: number): number {
  const mixed = Math.imul(word, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

function numbersOf(like: NumberValues, words: Uint32Array, count: number): NumberValues {
  const { buffer } = words
  switch (like.kind) {
    case 'int32':
      return { kind: 'int32', count, values: new Int32Array(buffer) }
    case 'int64':
      return { kind: 'int64', count, values: new BigInt64Array(buffer) }
    case 'float':
      return { kind: 'float', count, values: new Float32Array(buffer) }
    case 'double':
      return { kind: 'double', count, values: new Float64Array(buffer) }
  }
}
