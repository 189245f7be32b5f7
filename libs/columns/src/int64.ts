/**
 * int64 columns live in BigInt64Array (Arrow's layout), but BigInt arithmetic costs some 50 ns a value. These helpers read
 * and write them as doubles through a Uint32Array view of the same memory (`int64Words`), exact for |v| <= 2^53 - 1 and for
 * larger integers that a double holds.
 */

const TWO32 = 4294967296
const PER_TWO32 = 1 / TWO32

/** The values' memory as 32-bit words, low word first. */
export const int64Words = (values: BigInt64Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, values.length * 2)

/** Value `i` of an int64 array, given its Uint32Array view. */
export const readInt64 = (words: Uint32Array, i: number): number => (words[2 * i + 1] | 0) * TWO32 + words[2 * i]

/** Stores an integral double as value `i` of an int64 array, given its Uint32Array view. */
export function writeInt64(words: Uint32Array, i: number, value: number): void {
  const high = Math.floor(value * PER_TWO32)
  words[2 * i + 1] = high
  words[2 * i] = value - high * TWO32
}
