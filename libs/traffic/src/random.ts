/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (https://prng.di.unimi.it/xoshiro128starstar.c), seeded through
 * SplitMix32 as its authors recommend. Only 32-bit integer arithmetic: the same numbers on every machine.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #d: number

  /** @param seed any safe integer; `stream` gives independent sequences of one seed. */
  constructor(seed: number, stream = 0) {
    let state = (seed >>> 0) ^ Math.imul(Math.floor(seed / 4294967296), 0x85ebca6b) ^ Math.imul(stream, 0x9e3779b1)
    const split = (): number => {
      state = (state + 0x9e3779b9) | 0
      let z = state
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return z ^ (z >>> 15)
    }
    this.#a = split()
    this.#b = split()
    this.#c = split()
    this.#d = split() | 1
  }

  /** The next number, 0 to 2^32 - 1. */
  next(): number {
    const b = this.#b
    const x = Math.imul(b, 5)
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0
    const c = this.#c ^ this.#a
    const d = this.#d ^ b
    this.#b = b ^ c
    this.#a ^= d
    this.#c = c ^ (b << 9)
    this.#d = (d << 11) | (d >>> 21)
    return result
  }

  /** A whole number from 0 to n - 1, for n up to 2^21 without noticeable bias. */
  below(n: number): number {
    return Math.floor((this.next() * n) / 4294967296)
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.next() / 4294967296
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]
  }
}
