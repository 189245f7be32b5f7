/** 32-bit hashes of byte ranges, read four bytes at a time. Each takes a view so that reads need no assembling of bytes. */

/**
 * A fast multiplicative hash: short, well spread on real text, but someone who knows this source can craft collisions
 * whatever the seed.
 */
export function fastHash(view: DataView, start: number, end: number, seed: number): number {
  let h = seed ^ (end - start)
  if (end - start >= 4) {
    const last = end - 4
    for (let i = start; i < last; i += 4) {
      h = Math.imul(h ^ view.getInt32(i, true), 0x9e3779b1)
      h ^= h >>> 15
    }
    h = Math.imul(h ^ view.getInt32(last, true), 0x85ebca6b)
  } else {
    for (let i = start; i < end; i++) h = Math.imul(h ^ view.getUint8(i), 0x9e3779b1)
  }
  h ^= h >>> 16
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 15)
}

/**
 * HalfSipHash-1-3 with a 64-bit key (Aumasson and Bernstein's SipHash on 32-bit words): several times slower, and without
 * the key nobody can craft collisions.
 */
export function keyedHash(view: DataView, start: number, end: number, key0: number, key1: number): number {
  let v0 = key0
  let v1 = key1
  let v2 = 0x6c796765 ^ key0
  let v3 = 0x74656462 ^ key1
  const whole = end - ((end - start) & 3)
  let word = 0
  for (let i = start; i <= whole + 12; i += 4) {
    if (i < whole) word = view.getInt32(i, true)
    else if (i === whole) word = lastWord(view, start, end, whole)
    else word = 0
    if (i === whole + 4) v2 ^= 0xff
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= word
  }
  return v1 ^ v3
}

/** The bytes after the whole words, with the length in the top byte. */
function lastWord(view: DataView, start: number, end: number, whole: number): number {
  let word = (end - start) << 24
  for (let i = whole; i < end; i++) word |= view.getUint8(i) << ((i - whole) << 3)
  return word
}

/** True when both ranges of `length` bytes are equal. */
export function equalBytes(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) if (a.getUint8(aStart + i) !== b.getUint8(bStart + i)) return false
    return true
  }
  const last = length - 4
  for (let i = 0; i < last; i += 4) {
    if (a.getInt32(aStart + i, true) !== b.getInt32(bStart + i, true)) return false
  }
  return a.getInt32(aStart + last, true) === b.getInt32(bStart + last, true)
}
