import { murmur3Bytes } from './murmur3.ts'

const ARRAY_SEED = 0x3c074a61

/** Spark's XORShiftRandom: the sequence of `rand(seed)` in one partition. */
export class JavaRandom {
  #seed: bigint
  #nextGaussian: number | null = null

  constructor(seed: bigint) {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64BE(BigInt.asIntN(64, seed))
    const low = murmur3Bytes(bytes, ARRAY_SEED)
    const high = murmur3Bytes(bytes, low)
    this.#seed = (BigInt(high) << 32n) | (BigInt(low) & 0xffffffffn)
  }

  #next(bits: bigint): bigint {
    let seed = this.#seed
    seed = BigInt.asIntN(64, seed ^ (seed << 21n))
    seed ^= BigInt.asUintN(64, seed) >> 35n
    seed = BigInt.asIntN(64, seed ^ (seed << 4n))
    this.#seed = seed
    return seed & ((1n << bits) - 1n)
  }

  /** Any int32. */
  nextInt(): number {
    return Number(BigInt.asIntN(32, this.#next(32n)))
  }

  /** Evenly in [0, 1). */
  nextDouble(): number {
    const high = this.#next(26n)
    return Number((high << 27n) + this.#next(27n)) * 2 ** -53
  }

  /** Of the standard normal distribution, by the polar method. */
  nextGaussian(): number {
    if (this.#nextGaussian !== null) {
      const next = this.#nextGaussian
      this.#nextGaussian = null
      return next
    }
    for (;;) {
      const v1 = 2 * this.nextDouble() - 1
      const v2 = 2 * this.nextDouble() - 1
      const s = v1 * v1 + v2 * v2
      if (s >= 1 || s === 0) continue
      const multiplier = Math.sqrt((-2 * Math.log(s)) / s)
      this.#nextGaussian = v2 * multiplier
      return v1 * multiplier
    }
  }
}
