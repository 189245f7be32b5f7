export const SPACE = 0x20
export const QUOTE = 0x22
export const DASH = 0x2d
export const QUESTION_MARK = 0x3f
export const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
export const CLOSE_BRACKET = 0x5d

export const isDigit = (byte: number): boolean => (byte - 0x30) >>> 0 < 10

/** True when an odd number of backslashes stands before position `i`; something else stands before them. */
export function isEscaped(bytes: Uint8Array, i: number): boolean {
  let first = i
  while (bytes[first - 1] === BACKSLASH) first--
  return ((i - first) & 1) === 1
}

/** True when ` ddd ` (a status and its spaces) stands at `i`; reads no further than the first byte that differs. */
export const isStatusAt = (bytes: Uint8Array, i: number): boolean =>
  bytes[i] === SPACE &&
  isDigit(bytes[i + 1]) &&
  isDigit(bytes[i + 2]) &&
  isDigit(bytes[i + 3]) &&
  bytes[i + 4] === SPACE

/**
 * Position of the first such byte at `from` or later, or `end`. Four bytes at a time, as in Mycroft's test for a zero byte; the last
 * four may have been looked at in part already.
 */
export function indexOfByte(view: DataView, byte: number, from: number, end: number): number {
  const last = end - 4
  if (from > last) {
    for (let i = from; i < end; i++) if (view.getUint8(i) === byte) return i
    return Math.max(from, end)
  }
  const pattern = byte * 0x01010101
  for (let i = from; ; i = Math.min(i + 4, last)) {
    const x = view.getInt32(i, true) ^ pattern
    const found = (x - 0x01010101) & ~x & 0x80808080
    // The lowest marked byte is one for certain.
    if (found !== 0) return i + ((31 - Math.clz32(found & -found)) >> 3)
    if (i === last) return end
  }
}
