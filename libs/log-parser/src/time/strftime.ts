import { MillraceError } from '@millrace/errors'
import type { Clock } from './clock.ts'
import { digitsAt, fixedDigits } from './digits.ts'
import { readSignedOffset } from './iso-time.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const LONG_MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const LONG_DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** What stands for several conversions. */
const COMPOSED: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  h: '%b',
}

/** Conversions of strftime(3) with the least number of bytes that they write. */
const LEAST: Readonly<Record<string, number>> = {
  Y: 4,
  y: 2,
  m: 2,
  b: 3,
  B: 3,
  d: 2,
  e: 2,
  j: 3,
  H: 2,
  I: 2,
  M: 2,
  S: 2,
  p: 2,
  z: 5,
  Z: 1,
  a: 3,
  A: 6,
  s: 1,
}

/** A format of strftime(3), in English, for reading. */
export class Strftime {
  /** Least number of bytes of a time in this format. */
  readonly least: number
  readonly #steps: readonly string[]

  /** @throws MILLRACE_FORMAT for a conversion that has no meaning in a log. */
  constructor(format: string) {
    this.#steps = stepsOf(format)
    this.least = this.#steps.reduce((sum, step) => sum + (step[0] === '%' ? LEAST[step[1]] : 1), 0)
  }

  /** True where the format tells such a part: the conversions in `letters` are alternatives. */
  has(letters: string): boolean {
    return this.#steps.some(step => step[0] === '%' && letters.includes(step[1]))
  }

  /** Reads a whole field; false when it does not follow the format. */
  read(bytes: Uint8Array, start: number, end: number, clock: Clock): boolean {
    let at = start
    for (const step of this.#steps) {
      at = step[0] === '%' ? readPart(step.charCodeAt(1), bytes, at, end, clock) : readByte(step, bytes, at, end)
      if (at < 0) return false
    }
    return at === end
  }
}

/** The conversions as `%x`, each byte between them as `=x`. */
function stepsOf(format: string): string[] {
  const steps: string[] = []
  for (let i = 0; i < format.length; i++) {
    if (format[i] !== '%') {
      for (const byte of Buffer.from(format[i])) steps.push(`=${String.fromCharCode(byte)}`)
      continue
    }
    const letter = format[++i]
    if (letter === '%') steps.push('=%')
    else if (letter === 'n' || letter === 't') steps.push(letter === 'n' ? '=\n' : '=\t')
    else if (letter in COMPOSED) steps.push(...stepsOf(COMPOSED[letter]))
    else if (letter in LEAST) steps.push(`%${letter}`)
    else
      throw new MillraceError(
        'MILLRACE_FORMAT',
        `The time format "${format}" has ${letter === undefined ? 'a lone % at its end' : `%${letter}`}, which cannot be read; expected strftime conversions such as %d, %b, %Y, %H, %M, %S, %z.`,
      )
  }
  return steps
}

const readByte = (step: string, bytes: Uint8Array, at: number, end: number): number =>
  at < end && bytes[at] === step.charCodeAt(1) ? at + 1 : -1

/** Reads one conversion, given by its letter, and gives its end; -1 when something else stands there. */
function readPart(letter: number, bytes: Uint8Array, at: number, end: number, clock: Clock): number {
  switch (letter) {
    case 0x59: // Y
      clock.year = fixedDigits(bytes, at, 4, end)
      return clock.year < 0 ? -1 : at + 4
    case 0x79: {
      const year = fixedDigits(bytes, at, 2, end)
      clock.year = year + (year < 69 ? 2000 : 1900)
      return year < 0 ? -1 : at + 2
    }
    case 0x6d: // m
      clock.month = fixedDigits(bytes, at, 2, end)
      return clock.month < 1 ? -1 : at + 2
    case 0x62: // b
      return readMonth(bytes, at, end, clock, MONTHS)
    case 0x42: // B
      return readMonth(bytes, at, end, clock, LONG_MONTHS)
    case 0x64: // d
      clock.day = fixedDigits(bytes, at, 2, end)
      return clock.day < 0 ? -1 : at + 2
    case 0x65: // e: padded with a space
      clock.day = bytes[at] === 0x20 ? fixedDigits(bytes, at + 1, 1, end) : fixedDigits(bytes, at, 2, end)
      return clock.day < 0 ? -1 : at + 2
    case 0x6a: // j
      clock.dayOfYear = fixedDigits(bytes, at, 3, end)
      return clock.dayOfYear < 1 ? -1 : at + 3
    case 0x48: // H
    case 0x49: // I
      clock.hour = fixedDigits(bytes, at, 2, end)
      if (letter === 0x49 && clock.noon < 0) clock.noon = 0
      return clock.hour < 0 ? -1 : at + 2
    case 0x4d: // M
      clock.minute = fixedDigits(bytes, at, 2, end)
      return clock.minute < 0 ? -1 : at + 2
    case 0x53: // S
      clock.second = fixedDigits(bytes, at, 2, end)
      return clock.second < 0 ? -1 : at + 2
    case 0x70: // p
      clock.noon = (bytes[at] | 0x20) === 0x70 ? 12 : 0
      return at + 2 <= end && ((bytes[at] | 0x20) === 0x61 || clock.noon > 0) && (bytes[at + 1] | 0x20) === 0x6d
        ? at + 2
        : -1
    case 0x7a: // z
      return readSignedOffset(bytes, at, end, clock)
    case 0x73: // s
      return readSeconds(bytes, at, end, clock)
    case 0x61: // a
      return endOfName(bytes, at, end, DAYS)
    case 0x41: // A
      return endOfName(bytes, at, end, LONG_DAYS)
    default:
      return endOfZone(bytes, at, end)
  }
}

function readSeconds(bytes: Uint8Array, at: number, end: number, clock: Clock): number {
  const count = digitsAt(bytes, at, end)
  if (count === 0 || count > 12) return -1
  clock.unix = fixedDigits(bytes, at, count, end) * 1e6
  return at + count
}

function readMonth(bytes: Uint8Array, at: number, end: number, clock: Clock, names: readonly string[]): number {
  const month = names.findIndex(name => standsAt(bytes, at, end, name))
  clock.month = month + 1
  return month < 0 ? -1 : at + names[month].length
}

function endOfName(bytes: Uint8Array, at: number, end: number, names: readonly string[]): number {
  const name = names.find(name => standsAt(bytes, at, end, name))
  return name === undefined ? -1 : at + name.length
}

/** The name of a zone is read over: it tells no offset for certain. */
function endOfZone(bytes: Uint8Array, at: number, end: number): number {
  let i = at
  while (i < end && ((bytes[i] | 0x20) - 0x61) >>> 0 < 26) i++
  return i === at ? -1 : i
}

/** True when the lower-case name stands there, in whatever case. */
function standsAt(bytes: Uint8Array, at: number, end: number, name: string): boolean {
  if (at + name.length > end) return false
  for (let i = 0; i < name.length; i++) if ((bytes[at + i] | 0x20) !== name.charCodeAt(i)) return false
  return true
}
