import { readFileSync } from 'node:fs'

/** Estimates below these, by precision - 4, come from counting empty registers. */
const THRESHOLDS = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 15500, 20000, 50000, 120000, 350000]
const LEAST_PRECISION = 4
/** Beyond this there are no corrections. */
const CORRECTED_PRECISION = 18
/** Neighbours that a correction is the mean of. */
const NEIGHBOURS = 6

let corrections: readonly number[][] | undefined

/** Raw estimates and their biases: two lines for each precision from 4 to 18, from the appendix of the paper. */
function correctionLines(): readonly number[][] {
  corrections ??= readFileSync(new URL('./hyperloglog-bias.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => line.split(' ').map(Number))
  return corrections
}

/**
 * HyperLogLog++ with dense registers and 64-bit hashes: Heule, Nunkesser, Hall, HyperLogLog in Practice (2013); registers and estimates
 * are those of Spark's HyperLogLogPlusPlusHelper.
 */
export class HyperLogLog {
  readonly precision: number
  readonly registers: number
  readonly #alphaM2: number

  /** @param relativeError standard deviation of the estimate, at most 0.39 */
  constructor(relativeError: number) {
    this.precision = HyperLogLog.precisionOf(relativeError)
    const m = (this.registers = 2 ** this.precision)
    const alpha = [0.673, 0.697, 0.709][this.precision - LEAST_PRECISION] ?? 0.7213 / (1 + 1.079 / m)
    this.#alphaM2 = alpha * m * m
  }

  /** Bits of a hash that choose the register; below 4 the error is too large. */
  static precisionOf(relativeError: number): number {
    return Math.ceil((2 * Math.log(1.106 / relativeError)) / Math.log(2))
  }

  /** Adds a hash to the registers. */
  add(registers: Uint8Array, hash: bigint): void {
    const p = this.precision
    const unsigned = BigInt.asUintN(64, hash)
    const register = Number(unsigned >> BigInt(64 - p))
    const rest = BigInt.asUintN(64, unsigned << BigInt(p)) | (1n << BigInt(p - 1))
    const high = Number(rest >> 32n)
    const zeros = high === 0 ? 32 + Math.clz32(Number(rest & 0xffffffffn)) : Math.clz32(high)
    if (zeros + 1 > registers[register]) registers[register] = zeros + 1
  }

  /** About how many different hashes were added. */
  estimate(registers: Uint8Array): number {
    const m = this.registers
    let inverse = 0
    let empty = 0
    for (const zeros of registers) {
      inverse += 2 ** -zeros
      if (zeros === 0) empty++
    }
    const raw = this.#alphaM2 / inverse
    const hasCorrection = this.precision <= CORRECTED_PRECISION
    if (empty > 0) {
      const linear = m * Math.log(m / empty)
      const threshold = hasCorrection ? THRESHOLDS[this.precision - LEAST_PRECISION] : 0
      if (linear <= threshold || raw <= 2.5 * m) return Math.round(linear)
    }
    return Math.round(hasCorrection && raw < 5 * m ? raw - this.#bias(raw) : raw)
  }

  /** The mean bias of the raw estimates nearest to this one. */
  #bias(raw: number): number {
    const lines = correctionLines()
    const estimates = lines[2 * (this.precision - LEAST_PRECISION)]
    const biases = lines[2 * (this.precision - LEAST_PRECISION) + 1]
    const nearest = estimates.findIndex(e => e >= raw)
    const distance = (i: number): number => (raw - estimates[i]) ** 2
    let low = Math.max((nearest < 0 ? estimates.length : nearest) - NEIGHBOURS + 1, 0)
    let high = Math.min(low + NEIGHBOURS, estimates.length)
    while (high < estimates.length && distance(high) < distance(low)) {
      low++
      high++
    }
    let sum = 0
    for (let i = low; i < high; i++) sum += biases[i]
    return sum / (high - low)
  }
}
