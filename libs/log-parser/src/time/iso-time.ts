import type { Clock } from './clock.ts'
import { digitsAt, fixedDigits, millionths } from './digits.ts'

const DASH = 0x2d
const COLON = 0x3a
const SPACE = 0x20

/**
 * Reads an ISO 8601 time: `yyyy-mm-ddThh:mm:ss`, a space or underscore allowed for the T, with a fraction after `.` or `,` and Z or an offset
 * (+hh:mm, +hhmm, +hh); without one it is UTC.
 */
export function readIsoTime(bytes: Uint8Array, start: number, end: number, clock: Clock): boolean {
  clock.year = fixedDigits(bytes, start, 4, end)
  clock.month = fixedDigits(bytes, start + 5, 2, end)
  clock.day = fixedDigits(bytes, start + 8, 2, end)
  if (clock.year < 0 || clock.month < 0 || clock.day < 0) return false
  const separator = bytes[start + 10]
  if (separator !== 0x54 && separator !== 0x74 && separator !== SPACE && separator !== 0x5f) return false
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return false
  const zone = readTimeOfDay(bytes, start + 11, end, clock)
  return zone >= 0 && readOffset(bytes, zone, end, clock)
}

/** Reads `hh:mm:ss` with or without a fraction, and gives its end; -1 when it is something else. */
export function readTimeOfDay(bytes: Uint8Array, start: number, end: number, clock: Clock): number {
  clock.hour = fixedDigits(bytes, start, 2, end)
  clock.minute = fixedDigits(bytes, start + 3, 2, end)
  clock.second = fixedDigits(bytes, start + 6, 2, end)
  if (clock.hour < 0 || clock.minute < 0 || clock.second < 0) return -1
  if (bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return -1
  const at = start + 8
  if (at >= end || (bytes[at] !== 0x2e && bytes[at] !== 0x2c)) return at
  const digits = digitsAt(bytes, at + 1, end)
  if (digits === 0) return -1
  clock.fraction = millionths(bytes, at + 1, digits)
  return at + 1 + digits
}

/** Z, nothing, or an offset up to the end. */
function readOffset(bytes: Uint8Array, start: number, end: number, clock: Clock): boolean {
  if (start === end) return true
  if (bytes[start] === 0x5a || bytes[start] === 0x7a) return start + 1 === end
  const at = bytes[start] === SPACE ? start + 1 : start
  return readSignedOffset(bytes, at, end, clock) === end
}

/** Reads +hh:mm, +hhmm or +hh, and gives its end; -1 when it is something else. */
export function readSignedOffset(bytes: Uint8Array, at: number, end: number, clock: Clock): number {
  const hours = fixedDigits(bytes, at + 1, 2, end)
  if (hours < 0 || (bytes[at] !== 0x2b && bytes[at] !== DASH)) return -1
  const colon = at + 3 < end && bytes[at + 3] === COLON ? 1 : 0
  const minutes = fixedDigits(bytes, at + 3 + colon, 2, end)
  if (minutes > 59 || (minutes < 0 && colon === 1)) return -1
  const total = hours * 60 + Math.max(0, minutes)
  clock.offset = bytes[at] === DASH && total > 0 ? -total : total
  return minutes < 0 ? at + 3 : at + 5 + colon
}
