/** Arrow validity bitmaps: bit i is 1 when row i has a value, least significant bit first. */

/** Bytes of a bitmap for `length` rows, padded to 8 as Arrow recommends. */
export const validityBytes = (length: number): number => ((length + 63) >> 6) << 3

/** True when row `i` has a value; a missing bitmap means that all rows have one. */
export const isValid = (bitmap: Uint8Array | null, i: number): boolean =>
  bitmap === null || (bitmap[i >> 3] & (1 << (i & 7))) !== 0

export function setValid(bitmap: Uint8Array, i: number): void {
  bitmap[i >> 3] |= 1 << (i & 7)
}

/** How many of the first `length` rows have a value. */
export function countValid(bitmap: Uint8Array, length: number): number {
  let n = 0
  const whole = length >> 3
  for (let i = 0; i < whole; i++) {
    let b = bitmap[i]
    b -= (b >> 1) & 0x55
    b = (b & 0x33) + ((b >> 2) & 0x33)
    n += (b + (b >> 4)) & 0x0f
  }
  for (let i = whole << 3; i < length; i++) if (isValid(bitmap, i)) n++
  return n
}
