import { BACKSLASH, byte, DASH, indexOfByte, isDigit, isStatusAt, QUOTE, SPACE } from './bytes'
import { offsetMinutes, readTime, TIME_BYTES } from './clf-time'
import { ENDS, NULLS, OFFSETS, ROWS, SIZE_VALIDITY, SIZES, STARTS, STATUSES, TEXTS, TIMES } from './layout'
import { setRequest } from './request-line'
import { setField, setNull } from './texts'

/** `- - ` read as a word: neither ident nor user, as in nearly every log. */
const NOBODY: i32 = 0x202d202d
/** Digits that an int64 holds whatever they are. */
const INT64_DIGITS: i32 = 18

/** Numbers of the text columns. */
const HOST: i32 = 0
const IDENT: i32 = 1
const USER: i32 = 2
const REFERRER: i32 = 7
const USER_AGENT: i32 = 8

/** The closing quote of the request, where the size ends, and where the referrer ends, of the combined line found last. */
let requestQuote: i32 = 0
let combinedSizeEnd: i32 = 0
let referrerEnd: i32 = 0

/** Before rows are written: no nulls yet, no sizes. */
export function begin(): void {
  memory.fill(NULLS, 0, (TEXTS + 1) * 4)
  memory.fill(SIZE_VALIDITY, 0, ROWS >> 3)
}

/**
 * Parses lines `line` to `count` - 1 into rows from `row` on, as far as they have the plain form. Gives the number of the first line that
 * does not, or `count`. `origin` is where the block's first byte would be in memory.
 */
export function parseLines(line: i32, count: i32, row: i32, origin: i32, takesCommon: bool, takesCombined: bool): i32 {
  for (; line < count; line++, row++) {
    const start = origin + load<i32>(STARTS + line * 4)
    const end = origin + load<i32>(ENDS + line * 4)
    if (!parseLine(start, end, row, takesCommon, takesCombined)) break
  }
  return line
}

/** See LineFields of the TypeScript parser. Nothing is written before the whole line is known to be right. */
function parseLine(start: i32, end: i32, row: i32, takesCommon: bool, takesCombined: bool): bool {
  const hostEnd = indexOfByte(SPACE, start, end)
  const ident = hostEnd + 1
  let identEnd = ident + 1
  let userEnd = ident + 3
  if (hostEnd === start) return false
  if (load<i32>(ident) !== NOBODY) {
    identEnd = indexOfByte(SPACE, ident, end)
    userEnd = indexOfByte(SPACE, identEnd + 1, end)
    if (identEnd <= ident || userEnd <= identEnd + 1) return false
  }
  const timeStart = userEnd + 1
  const open = timeStart + TIME_BYTES + 1
  if (open + 1 >= end || byte(open - 1) !== SPACE || byte(open) !== QUOTE) return false
  const requestStart = open + 1
  const isCombined = byte(end - 1) === QUOTE
  let quote: i32
  let sizeStart: i32
  let sizeEnd = end
  if (isCombined) {
    if (!takesCombined || !findCombined(requestStart, end - 1)) return false
    quote = requestQuote
    sizeStart = quote + 6
    sizeEnd = combinedSizeEnd
  } else {
    if (!takesCommon) return false
    sizeStart = end - 1
    if (byte(sizeStart) !== DASH) {
      // The quote stops it at the latest.
      while (isDigit(byte(sizeStart))) sizeStart--
      sizeStart++
    }
    quote = sizeStart - 6
    if (sizeStart === end || quote < requestStart || byte(quote) !== QUOTE || !isStatusAt(quote + 1)) return false
    if (byte(quote - 1) === BACKSLASH) return false
  }
  if (sizeEnd - sizeStart > INT64_DIGITS) return false
  const seconds = readTime(timeStart)
  if (seconds === i64.MIN_VALUE) return false

  setField(HOST, row, start, hostEnd)
  setField(IDENT, row, ident, identEnd)
  setField(USER, row, identEnd + 1, userEnd)
  store<i64>(TIMES + row * 8, seconds * 1000000)
  store<i16>(OFFSETS + row * 2, offsetMinutes)
  setRequest(row, requestStart, quote)
  store<i16>(STATUSES + row * 2, byte(quote + 2) * 100 + byte(quote + 3) * 10 + byte(quote + 4) - 5328)
  setSize(row, sizeStart, sizeEnd)
  if (isCombined) {
    setField(REFERRER, row, sizeEnd + 2, referrerEnd)
    setField(USER_AGENT, row, referrerEnd + 3, end - 1)
  } else {
    setNull(REFERRER, row)
    setNull(USER_AGENT, row)
  }
  return true
}

/** Finds the first quote with ` ddd size "` behind it and the first ` "` after that. `last` is the quote that ends the line. */
function findCombined(requestStart: i32, last: i32): bool {
  if (byte(last - 1) === BACKSLASH) return false
  for (let i = requestStart; ; i++) {
    i = indexOfByte(QUOTE, i, last)
    if (i === last) return false
    if (!isStatusAt(i + 1)) continue
    let sizeEnd = i + 6
    if (byte(sizeEnd) === DASH) sizeEnd++
    else while (isDigit(byte(sizeEnd))) sizeEnd++
    if (sizeEnd === i + 6 || byte(sizeEnd) !== SPACE || byte(sizeEnd + 1) !== QUOTE) continue
    if (byte(i - 1) === BACKSLASH || sizeEnd - (i + 6) > INT64_DIGITS) return false
    requestQuote = i
    combinedSizeEnd = sizeEnd
    return findReferrer(sizeEnd + 2, last)
  }
}

function findReferrer(start: i32, last: i32): bool {
  for (let i = start; ; i++) {
    i = indexOfByte(QUOTE, i, last - 2)
    if (i >= last - 2) return false
    if (byte(i + 1) !== SPACE || byte(i + 2) !== QUOTE) continue
    referrerEnd = i
    return byte(i - 1) !== BACKSLASH
  }
}

function setSize(row: i32, start: i32, end: i32): void {
  let value: i64 = 0
  if (byte(start) !== DASH) {
    for (let at = start; at < end; at++) value = value * 10 + (byte(at) - 0x30)
    const bits = SIZE_VALIDITY + (row >> 3)
    store<u8>(bits, byte(bits) | (1 << (row & 7)))
  } else store<i32>(NULLS + TEXTS * 4, load<i32>(NULLS + TEXTS * 4) + 1)
  store<i64>(SIZES + row * 8, value)
}
