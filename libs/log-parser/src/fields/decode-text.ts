import type { TextDecoding } from './field.ts'

const PLUS = 0x2b
const PERCENT = 0x25

/** Decodes a range into `to`, which has room for as many bytes, and gives the number of bytes written. */
export function decodeText(
  bytes: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  decoding: TextDecoding,
): number {
  let length = 0
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    const code = decoding === 'percent' && byte === PERCENT && i + 2 < end ? hexPair(bytes, i + 1) : -1
    if (code >= 0) i += 2
    to[length++] = code >= 0 ? code : decoding === 'plus' && byte === PLUS ? 0x20 : byte
  }
  return length
}

/** The value of two hexadecimal digits, or -1. */
export function hexPair(bytes: Uint8Array, at: number): number {
  const high = hexDigit(bytes[at])
  const low = hexDigit(bytes[at + 1])
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

/** The value of a hexadecimal digit, or -1. */
export function hexDigit(byte: number): number {
  if ((byte - 0x30) >>> 0 < 10) return byte - 0x30
  const letter = (byte | 0x20) - 0x61
  return letter >>> 0 < 6 ? letter + 10 : -1
}
