const SIZE = 624
const SHIFT = 397

/** MT19937 (Matsumoto and Nishimura, 1998) with the seeding of Apache Commons Math, which Spark's shuffle and uuid use. */
export class MersenneTwister {
  readonly #state = new Int32Array(SIZE)
  #index = SIZE

  constructor(seed: bigint) {
    this.#seed([Number(BigInt.asIntN(32, seed >> 32n)), Number(BigInt.asIntN(32, seed))])
  }

  /** The high `bits` bits of the next 32. */
  next(bits: number): number {
    if (this.#index >= SIZE) this.#generate()
    let y = this.#state[this.#index++]
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    y ^= y >>> 18
    return y >>> (32 - bits)
  }

  /** Any int64. */
  nextLong(): bigint {
    const high = BigInt(this.next(32))
    return BigInt.asIntN(64, (high << 32n) | BigInt(this.next(32)))
  }

  /** Evenly in 0 ... n - 1. */
  nextInt(n: number): number {
    if ((n & -n) === n) return Number((BigInt(n) * BigInt(this.next(31))) >> 31n)
    for (;;) {
      const bits = this.next(31)
      const value = bits % n
      if (bits - value + (n - 1) <= 0x7fffffff) return value
    }
  }

  #seed(key: readonly number[]): void {
    const mt = this.#state
    mt[0] = 19650218
    for (let i = 1; i < SIZE; i++) mt[i] = Math.imul(1812433253, mt[i - 1] ^ (mt[i - 1] >>> 30)) + i
    let i = 1
    let j = 0
    for (let k = Math.max(SIZE, key.length); k > 0; k--) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1664525)) + key[j] + j
      i++
      j++
      if (i >= SIZE) {
        mt[0] = mt[SIZE - 1]
        i = 1
      }
      if (j >= key.length) j = 0
    }
    for (let k = SIZE - 1; k > 0; k--) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1566083941)) - i
      i++
      if (i >= SIZE) {
        mt[0] = mt[SIZE - 1]
        i = 1
      }
    }
    mt[0] = 0x80000000
  }

  #generate(): void {
    const mt = this.#state
    for (let k = 0; k < SIZE; k++) {
      const y = (mt[k] & 0x80000000) | (mt[(k + 1) % SIZE] & 0x7fffffff)
      mt[k] = mt[(k + SHIFT) % SIZE] ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df)
    }
    this.#index = 0
  }
}
