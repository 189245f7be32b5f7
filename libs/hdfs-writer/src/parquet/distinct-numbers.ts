import type { LeafValues } from './leaf-column.ts'

export type NumberValues = Extract<LeafValues, { kind: 'int32' | 'int64' | 'float' | 'double' }>

/** Values looked at first: where nearly all of them differ, the others are not looked at. */
const SAMPLE = 256
const FEW_IN_SAMPLE = 160
/** Taken slots that a value may have to pass: more means values made to collide. */
const LONGEST_WALK = 64

/** Numbers the different values of a fixed-width column by first appearance, where they are few. Reused from column to column. */
export class DistinctNumbers {
  /** Open addressing: the number of the value there plus `#base`; below `#base` the slot is free. */
  #slots = new Int32Array(1024)
  #base = 1
  /** The different values' memory. */
  #found = new Uint32Array(1024)

  /**
   * Stores the number of every value at `indices`; returns the different ones in order, valid until the next call. Null when there are more
   * than half as many as values.
   */
  number(values: NumberValues, indices: Int32Array): NumberValues | null {
    const { count } = values
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = values.values
    const stride = BYTES_PER_ELEMENT / 4
    const words = new Uint32Array(buffer, byteOffset, count * stride)
    if (count > 2 * SAMPLE) {
      const found = this.#search(words, stride, SAMPLE, Math.floor(count / SAMPLE), FEW_IN_SAMPLE, indices)
      if (found < 0) return null
    }
    const found = this.#search(words, stride, count, 1, count >> 1, indices)
    return found < 0 ? null : numbersOf(values, this.#found, found)
  }

  /** How many different values there are among every `step`-th one of the words' `stride`; -1 when there are more than `most`. */
  #search(words: Uint32Array, stride: number, count: number, step: number, most: number, indices: Int32Array): number {
    this.#prepare(most * stride, most)
    const slots = this.#slots
    const found = this.#found
    const base = this.#base
    const mask = slots.length - 1
    let next = base
    for (let i = 0, at = 0; i < count; i++, at += step * stride) {
      const low = words[at]
      const high = stride === 2 ? words[at + 1] : 0
      let slot = hash(low, high) & mask
      let walk = 0
      for (;;) {
        const number = slots[slot]
        if (number < base) {
          if (next - base === most) return this.#giveUp(next)
          const place = (next - base) * stride
          found[place] = low
          if (stride === 2) found[place + 1] = high
          indices[i] = next - base
          slots[slot] = next++
          break
        }
        const place = (number - base) * stride
        if (found[place] === low && (stride === 1 || found[place + 1] === high)) {
          indices[i] = number - base
          break
        }
        if (++walk > LONGEST_WALK) return this.#giveUp(next)
        slot = (slot + 1) & mask
      }
    }
    this.#base = next
    return next - base
  }

  #giveUp(next: number): number {
    this.#base = next
    return -1
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

function hash(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
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
