import { BatchFormatError } from './batch-header.ts'

/** Where the number read last ends: the reading functions return the number alone, so that nothing is allocated for it. */
export const cursor = { at: 0 }

/** A zigzag varint of at most 32 bits. Reads past `limit` by no more than it must to say that it is damaged. */
export function readVarint(bytes: Uint8Array, at: number, limit: number): number {
  let p = at
  let b = bytes[p++]
  let raw = b & 127
  for (let shift = 7; b > 127; shift += 7) {
    if (shift > 28 || p >= limit) throw new BatchFormatError('a damaged number in a record')
    b = bytes[p++]
    raw |= (b & 127) << shift
  }
  cursor.at = p
  return (raw >>> 1) ^ -(raw & 1)
}

/** A zigzag varint of at most 64 bits, as a double. */
export function readVarlong(bytes: Uint8Array, at: number, limit: number): number {
  let p = at
  let b = bytes[p++]
  const negative = (b & 1) === 1
  let magnitude = (b & 127) >>> 1
  for (let factor = 64, n = 1; b > 127; factor *= 128, n++) {
    if (n === 10 || p >= limit) throw new BatchFormatError('a damaged number in a record')
    b = bytes[p++]
    magnitude += (b & 127) * factor
  }
  cursor.at = p
  return negative ? -magnitude - 1 : magnitude
}
