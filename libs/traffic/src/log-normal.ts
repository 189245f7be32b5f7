import type { Random } from './random.ts'

const TABLE_BITS = 12

/**
 * Log-normal factors around 1, drawn from a table of 4096. The standard library's exponential function and logarithm may
 * differ in the last bit between machines, so the table uses sums and products only.
 */
export class LogNormal {
  readonly #factors: Float64Array

  /** @param sigma standard deviation of the logarithm */
  constructor(sigma: number, random: Random) {
    this.#factors = Float64Array.from({ length: 1 << TABLE_BITS }, () => exp(sigma * normal(random)))
  }

  /** A whole number around `median`. */
  sample(random: Random, median: number): number {
    return Math.floor(median * this.#factors[random.next() >>> (32 - TABLE_BITS)])
  }
}

/** Standard normal, near enough: the sum of twelve uniform numbers less six (Irwin-Hall). */
function normal(random: Random): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += random.fraction()
  return sum
}

/** e^x by Taylor's series of x / 1024, squared ten times. */
export function exp(x: number): number {
  const y = x / 1024
  let term = 1
  let sum = 1
  for (let n = 1; n < 10; n++) {
    term = (term * y) / n
    sum += term
  }
  for (let i = 0; i < 10; i++) sum *= sum
  return sum
}
