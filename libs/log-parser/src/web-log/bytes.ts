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
