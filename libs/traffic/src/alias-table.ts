import type { Random } from './random.ts'

/**
 * Draws an index in proportion to weights, in constant time with one random number: Walker's alias method as built by Vose
 * (A linear algorithm for generating random numbers with a given distribution, 1991).
 */
export class AliasTable {
  readonly #size: number
  /** Index i is kept when the fraction, as a 32-bit number, is below this; otherwise its alias is drawn. */
  readonly #keep: Float64Array
  readonly #alias: Int32Array

  constructor(weights: ArrayLike<number>) {
    const n = weights.length
    let total = 0
    for (let i = 0; i < n; i++) total += weights[i]
    const scaled = Float64Array.from(weights, w => (w * n) / total)
    this.#size = n
    this.#keep = new Float64Array(n).fill(4294967296)
    this.#alias = Int32Array.from({ length: n }, (_, i) => i)
    const small: number[] = []
    const large: number[] = []
    for (let i = 0; i < n; i++) (scaled[i] < 1 ? small : large).push(i)
    while (small.length > 0 && large.length > 0) {
      const less = small.pop() as number
      const more = large.pop() as number
      this.#keep[less] = scaled[less] * 4294967296
      this.#alias[less] = more
      scaled[more] = scaled[more] + scaled[less] - 1
      ;(scaled[more] < 1 ? small : large).push(more)
    }
  }

  sample(random: Random): number {
    const x = random.next() * this.#size
    const i = Math.floor(x / 4294967296)
    return x - i * 4294967296 < this.#keep[i] ? i : this.#alias[i]
  }
}

/** Weights of Zipf's law with exponent 1, 1/1, 1/2, 1/3 ...: divisions only, so they are the same on every machine. */
export const zipf = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => 1 / (i + 1))
