export const SPACE: i32 = 0x20
export const QUOTE: i32 = 0x22
export const DASH: i32 = 0x2d
export const QUESTION_MARK: i32 = 0x3f
export const OPEN_BRACKET: i32 = 0x5b
export const BACKSLASH: i32 = 0x5c
export const CLOSE_BRACKET: i32 = 0x5d

export function byte(at: i32): i32 {
  return load<u8>(at)
}

export function isDigit(b: i32): bool {
  return <u32>(b - 0x30) < 10
}

/** True when ` ddd ` (a status and its spaces) stands there. */
export function isStatusAt(at: i32): bool {
  return (
    byte(at) === SPACE &&
    isDigit(byte(at + 1)) &&
    isDigit(byte(at + 2)) &&
    isDigit(byte(at + 3)) &&
    byte(at + 4) === SPACE
  )
}

/** Address of the first such byte at `from` or later, or `end`; 16 bytes at a time. */
export function indexOfByte(value: i32, from: i32, end: i32): i32 {
  const pattern = i8x16.splat(<i8>value)
  for (let at = from; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), pattern))
    if (found !== 0) return min(at + ctz(found), end)
  }
  return end
}
