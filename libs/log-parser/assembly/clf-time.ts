import { byte, CLOSE_BRACKET, isDigit, OPEN_BRACKET } from './bytes'

/** Bytes of `[dd/Mon/yyyy:hh:mm:ss +hhmm]`. */
export const TIME_BYTES: i32 = 28
const MAX_OFFSET_MINUTES: i32 = 18 * 60

/** The last minute read: the bytes around its seconds, when it began in seconds since 1970, and its offset. */
let head: v128 = i64x2.splat(0)
/** Without bytes of seconds: what it is at first no line has. */
let tail: v128 = i64x2.splat(-1)
let minute: i64 = 0
export let offsetMinutes: i32 = 0

/** The bytes from the 12th on, without those of the seconds. */
function tailAt(at: i32): v128 {
  return v128.and(v128.load(at + 12), i8x16(-1, -1, -1, -1, -1, -1, -1, 0, 0, -1, -1, -1, -1, -1, -1, -1))
}

/** Seconds since 1970 of the time whose bracket opens at `at`, or i64.MIN_VALUE when it is no real time. */
export function readTime(at: i32): i64 {
  const same = v128.and(i8x16.eq(v128.load(at), head), i8x16.eq(tailAt(at), tail))
  if (!i8x16.all_true(same) && !readMinute(at)) return i64.MIN_VALUE
  const tens = byte(at + 19) - 0x30
  const ones = byte(at + 20) - 0x30
  if (<u32>tens > 5 || <u32>ones > 9) return i64.MIN_VALUE
  return minute + (tens * 10 + ones)
}

function readMinute(at: i32): bool {
  const days = dateAt(at)
  const hour = twoDigits(at + 13)
  const ofHour = twoDigits(at + 16)
  const offset = offsetAt(at)
  if (days === i32.MIN_VALUE || offset === i32.MIN_VALUE) return false
  if (hour < 0 || hour > 23 || ofHour < 0 || ofHour > 59) return false
  if (byte(at) !== OPEN_BRACKET || byte(at + 15) !== 0x3a || byte(at + 18) !== 0x3a) return false
  head = v128.load(at)
  tail = tailAt(at)
  offsetMinutes = offset
  minute = <i64>days * 86400 + (hour * 3600 + (ofHour - offset) * 60)
  return true
}

/** Days since 1970 of `dd/Mon/yyyy:` after the bracket, or i32.MIN_VALUE. */
function dateAt(at: i32): i32 {
  const day = twoDigits(at + 1)
  const month = monthOf(load<u32>(at + 4) & 0xffffff)
  const century = twoDigits(at + 8)
  const ofCentury = twoDigits(at + 10)
  if (day < 1 || month === 0 || century < 0 || ofCentury < 0) return i32.MIN_VALUE
  if (byte(at + 3) !== 0x2f || byte(at + 7) !== 0x2f || byte(at + 12) !== 0x3a) return i32.MIN_VALUE
  const year = century * 100 + ofCentury
  if (year === 0 || day > daysOf(month, year)) return i32.MIN_VALUE
  return daysSince1970(year, month, day)
}

/** 1 to 12 of the three bytes of `Jan` to `Dec` as a number, or 0. */
function monthOf(code: u32): i32 {
  switch (code) {
    case 0x6e614a:
      return 1
    case 0x626546:
      return 2
    case 0x72614d:
      return 3
    case 0x727041:
      return 4
    case 0x79614d:
      return 5
    case 0x6e754a:
      return 6
    case 0x6c754a:
      return 7
    case 0x677541:
      return 8
    case 0x706553:
      return 9
    case 0x74634f:
      return 10
    case 0x766f4e:
      return 11
    case 0x636544:
      return 12
    default:
      return 0
  }
}

function daysOf(month: i32, year: i32): i32 {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Minutes east of UTC of ` +hhmm]`, or i32.MIN_VALUE. */
function offsetAt(at: i32): i32 {
  const sign = byte(at + 22)
  const hours = twoDigits(at + 23)
  const minutes = twoDigits(at + 25)
  if (byte(at + 21) !== 0x20 || byte(at + 27) !== CLOSE_BRACKET) return i32.MIN_VALUE
  if ((sign !== 0x2b && sign !== 0x2d) || hours < 0 || minutes < 0 || minutes > 59) return i32.MIN_VALUE
  const total = hours * 60 + minutes
  if (total > MAX_OFFSET_MINUTES) return i32.MIN_VALUE
  return sign === 0x2d ? -total : total
}

/** The number that two digits write, or -1 when they are not digits. */
function twoDigits(at: i32): i32 {
  const tens = byte(at)
  const ones = byte(at + 1)
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 528 : -1
}

/** Days since 1970-01-01 of a Gregorian date from year 1 on (Howard Hinnant's days_from_civil). */
function daysSince1970(year: i32, month: i32, day: i32): i32 {
  const y = month <= 2 ? year - 1 : year
  const era = y / 400
  const yearOfEra = y - era * 400
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146097 + dayOfEra - 719468
}
