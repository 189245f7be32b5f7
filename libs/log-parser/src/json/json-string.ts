import { hexDigit } from '../fields/decode-text.ts'

const BACKSLASH = 0x5c

const SIMPLE = new Map([
  [0x22, 0x22],
  [0x2f, 0x2f],
  [BACKSLASH, BACKSLASH],
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
])

/** The code unit of four hexadecimal digits, or -1. */
export function codeUnit(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 > end) return -1
  let unit = 0
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(bytes[i])
    if (digit < 0) return -1
    unit = unit * 16 + digit
  }
  return unit
}

/** Length of the escape sequence whose backslash stands at `at`, or 0 when it is none. */
export function escapeLength(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return 0
  if (bytes[at + 1] === 0x75) return codeUnit(bytes, at + 2, end) < 0 ? 0 : 6
  return SIMPLE.has(bytes[at + 1]) ? 2 : 0
}

/**
 * Decodes the escapes of a valid string's inside into `to` at `position`, where there is room for as many bytes, and gives its end there. A
 * surrogate without its other half becomes U+FFFD.
 */
export function decodeJsonString(
  bytes: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  position: number,
): number {
  let length = position
  for (let i = start; i < end; ) {
    if (bytes[i] !== BACKSLASH) {
      to[length++] = bytes[i++]
    } else if (bytes[i + 1] !== 0x75) {
      to[length++] = SIMPLE.get(bytes[i + 1]) ?? 0
      i += 2
    } else {
      let point = codeUnit(bytes, i + 2, end)
      i += 6
      const low = isHigh(point) && bytes[i] === BACKSLASH && bytes[i + 1] === 0x75 ? codeUnit(bytes, i + 2, end) : -1
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
        i += 6
      } else if (point >= 0xd800 && point < 0xe000) point = 0xfffd
      length = encodeUtf8(point, to, length)
    }
  }
  return length
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00

function encodeUtf8(point: number, to: Uint8Array, position: number): number {
  let at = position
  if (point < 0x80) {
    to[at++] = point
  } else if (point < 0x800) {
    to[at++] = 0xc0 | (point >> 6)
    to[at++] = 0x80 | (point & 63)
  } else if (point < 0x10000) {
    to[at++] = 0xe0 | (point >> 12)
    to[at++] = 0x80 | ((point >> 6) & 63)
    to[at++] = 0x80 | (point & 63)
  } else {
    to[at++] = 0xf0 | (point >> 18)
    to[at++] = 0x80 | ((point >> 12) & 63)
    to[at++] = 0x80 | ((point >> 6) & 63)
    to[at++] = 0x80 | (point & 63)
  }
  return at
}
