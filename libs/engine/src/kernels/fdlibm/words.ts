const doubles = new Float64Array(1)
const words = new Int32Array(doubles.buffer)
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0

/** The high 32 bits of a double, signed. */
export function highWord(x: number): number {
  doubles[0] = x
  return words[HIGH]
}

/** The low 32 bits of a double. */
export function lowWord(x: number): number {
  doubles[0] = x
  return words[1 - HIGH]
}

/** A double with other high bits. */
export function withHigh(x: number, high: number): number {
  doubles[0] = x
  words[HIGH] = high
  return doubles[0]
}

/** A double whose low bits are zero. */
export function withoutLow(x: number): number {
  doubles[0] = x
  words[1 - HIGH] = 0
  return doubles[0]
}

/** A double of two words. */
export function fromWords(high: number, low: number): number {
  words[HIGH] = high
  words[1 - HIGH] = low
  return doubles[0]
}

const TWO54 = 2 ** 54
const TWOM54 = 5.551115123125783e-17

/** x * 2^n. */
export function scalb(x: number, n: number): number {
  let value = x
  let high = highWord(value)
  let k = (high & 0x7ff00000) >> 20
  if (k === 0) {
    if (value === 0) return value
    value *= TWO54
    high = highWord(value)
    k = ((high & 0x7ff00000) >> 20) - 54
    if (n < -50000) return 1e-300 * value
  }
  if (k === 0x7ff) return value + value
  k += n
  if (k > 0x7fe) return value < 0 ? -Infinity : Infinity
  if (k > 0) return withHigh(value, (high & 0x800fffff) | (k << 20))
  if (k <= -54) return value < 0 ? -0 : 0
  return withHigh(value, (high & 0x800fffff) | ((k + 54) << 20)) * TWOM54
}
