const MULTIPLIER = 0x5deece66dn
const MASK = (1n << 48n) - 1n

/** The numbers of java.util.Random. */
export class JavaRandom {
  /** The generator's state; `seeded` makes one from a seed. */
  state: bigint

  constructor(state: bigint) {
    this.state = state
  }

  static seeded(seed: number): JavaRandom {
    return new JavaRandom((BigInt(seed) ^ MULTIPLIER) & MASK)
  }

  /** From 0 (inclusive) to 1. */
  double(): number {
    const high = this.#next(26)
    return (high * 2 ** 27 + this.#next(27)) * 2 ** -53
  }

  #next(bits: number): number {
    this.state = (this.state * MULTIPLIER + 0xbn) & MASK
    return Number(this.state >> BigInt(48 - bits))
  }
}
