import { writeInt64 } from '@millrace/columns'

/** Digits that a double holds whatever they are. */
const EXACT_DIGITS = 15
/** Digits that an int64 holds whatever they are. */
const INT64_DIGITS = 18
const TWO32 = 4294967296

/** Words of the value that `parseLong` read last. */
let low = 0
let high = 0

/** True when these digits are at most 2^63 - 1. */
export const fitsInt64 = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start <= INT64_DIGITS || parseLong(bytes, start, end)

/** Stores digits that fit as value `i` of an int64 array, given its Uint32Array view. */
export function writeSize(words: Uint32Array, i: number, bytes: Uint8Array, start: number, end: number): void {
  if (end - start > EXACT_DIGITS) {
    parseLong(bytes, start, end)
    words[2 * i] = low
    words[2 * i + 1] = high
    return
  }
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] - 0x30)
  writeInt64(words, i, value)
}

function parseLong(bytes: Uint8Array, start: number, end: number): boolean {
  low = 0
  high = 0
  for (let at = start; at < end; at++) {
    const next = low * 10 + (bytes[at] - 0x30)
    const carry = Math.floor(next / TWO32)
    low = next - carry * TWO32
    high = high * 10 + carry
    if (high > 0x7fffffff) return false
  }
  return true
}
