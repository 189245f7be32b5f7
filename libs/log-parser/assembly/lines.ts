import { ENDS, INPUT, STARTS } from './layout'

const LF: i8 = 10
const CR: i32 = 13

/** Where the line under way begins, as a position in the block. */
let next: i32 = 0

export function lineStart(): i32 {
  return next
}

/** Where the line ends that was too long, as a position in the block; -1 without. */
let longEnd: i32 = -1

export function longLineEnd(): i32 {
  return longEnd
}

/**
 * Finds lines in the input, which holds `length` bytes of a block from `position` on, and the one before. The line under way begins at
 * `start`. Gives how many ended: all there are, or `limit`, at most LINES, or those before one longer than `most` bytes.
 */
export function findLines(position: i32, length: i32, start: i32, most: i32, limit: i32): i32 {
  const toPosition = position - INPUT
  const end = INPUT + length
  const lf = i8x16.splat(LF)
  let count = 0
  longEnd = -1
  for (let at = max(INPUT, start - toPosition); at < end; at += 16) {
    // A bit for each of 16 bytes.
    for (let found = i8x16.bitmask(i8x16.eq(v128.load(at), lf)); found !== 0; found &= found - 1) {
      const here = at + ctz(found)
      const lineEnd = here + toPosition
      if (here >= end || count === limit) break
      if (lineEnd - start > most) {
        longEnd = lineEnd
        next = start
        return count
      }
      store<i32>(STARTS + count * 4, start)
      store<i32>(ENDS + count * 4, lineEnd > start && <i32>load<u8>(here - 1) === CR ? lineEnd - 1 : lineEnd)
      count++
      start = lineEnd + 1
    }
    if (count === limit) break
  }
  next = start
  return count
}
