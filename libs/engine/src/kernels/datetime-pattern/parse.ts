import { civilFromDays, DAY_US, daysFromCivil, daysOf, isLeapYear } from '../calendar.ts'
import { isTimeZone, type TimeZone, timeZone } from '../time-zone.ts'
import { ERAS, LONG_ERAS, MONTHS, ZONE_ABBREVIATIONS } from './names.ts'
import { type PatternPart, parsePattern } from './pattern.ts'

/** What a text says: numbers by field, and the zone. */
interface Fields {
  readonly values: ReadonlyMap<string, number>
  readonly zone: string | undefined
}

/**
 * Reads texts in a pattern of Spark's: the instant in microseconds UTC, or undefined. What the pattern does not name is that of
 * 1970-01-01 00:00:00 in `session`, the zone of texts without one.
 */
export function patternParser(pattern: string, session: TimeZone): (text: string) => bigint | undefined {
  const read = compile(pattern)
  return text => {
    const fields = read(text)
    const local = fields && wallClock(fields.values)
    if (fields === undefined || local === undefined) return undefined
    const zone = fields.zone === undefined ? session : timeZone(fields.zone)
    const us = zone.toUtc(local)
    return BigInt.asIntN(64, us) === us ? us : undefined
  }
}

/** Reads wall clocks in a pattern; a zone in the text is read and dropped. */
export function patternNtzParser(pattern: string): (text: string) => bigint | undefined {
  const read = compile(pattern)
  return text => {
    const fields = read(text)
    return fields && wallClock(fields.values)
  }
}

/** One capture group a field. Java's parser takes no steps back once it has read a field, neither do these groups. */
function compile(pattern: string): (text: string) => Fields | undefined {
  const letters: { letter: string; count: number }[] = []
  const source = sourceOf(parsePattern(pattern, true), letters)
  const regex = new RegExp(`^${source}$`, 'iu')
  return text => {
    const match = regex.exec(text)
    if (match === null) return undefined
    const values = new Map<string, number>()
    let zone: string | undefined
    for (const [i, { letter, count }] of letters.entries()) {
      const found = match[i + 1]
      if (found === undefined) continue
      if ('VzOXxZ'.includes(letter)) {
        const id = zoneId(found, letter)
        if (id === undefined || (zone !== undefined && zone !== id)) return undefined
        zone = id
        continue
      }
      const [field, value] = fieldValue(letter, count, found)
      if (values.has(field) && values.get(field) !== value) return undefined
      values.set(field, value)
    }
    return { values, zone }
  }
}

function sourceOf(parts: readonly PatternPart[], letters: { letter: string; count: number }[]): string {
  return parts
    .map((part, i) => {
      if (part.kind === 'text') return part.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      if (part.kind === 'optional') return `(?:${sourceOf(part.parts, letters)})?`
      letters.push(part)
      // A lookahead that is then matched again takes no step back.
      return `(?=(${fieldSource(part.letter, part.count, adjacentWidth(parts, i + 1))}))\\${letters.length}`
    })
    .join('')
}

/** Digits that the numbers of fixed width right after a field take. */
function adjacentWidth(parts: readonly PatternPart[], from: number): number {
  let width = 0
  for (let i = from; i < parts.length; i++) {
    const part = parts[i]
    if (part.kind !== 'field') break
    if (part.letter === 'y' && part.count === 2) width += 2
    else if (part.count === 2 && 'MLdDhHkKms'.includes(part.letter)) width += 2
    else if (part.letter === 'D' && part.count === 3) width += 3
    else break
  }
  return width
}

function fieldSource(letter: string, count: number, reserved: number): string {
  const rest = reserved === 0 ? '' : `(?=\\d{${reserved}}(?!\\d))`
  switch (letter) {
    case 'G':
      return (count < 4 ? ERAS : LONG_ERAS).join('|')
    case 'y':
      if (count === 2) return '\\d{2}'
      if (count < 4) return `-?\\d{${count},19}${rest}`
      return `\\+\\d{${count + 1},19}${rest}|-(?!0+(?!\\d))\\d{${count},19}${rest}|\\d{${count}}${rest === '' ? '(?!\\d)' : rest}`
    case 'M':
    case 'L':
      if (count > 2) return MONTHS.map(m => (count === 3 ? m.slice(0, 3) : m)).join('|')
      return count === 2 ? '\\d{2}' : `\\d{1,19}${rest}`
    case 'a':
      return 'AM|PM'
    case 'D':
      return count === 1 ? `\\d{1,3}${rest}` : count === 2 ? '\\d{2,3}' : '\\d{3}'
    case 'S':
      return `\\d{1,${count}}`
    case 'V':
    case 'z':
      return '[A-Za-z][\\w+\\-/:]*|[+-]\\d{1,2}(?::?\\d{2}){0,2}'
    case 'O':
      return 'GMT(?:[+-]\\d{1,2}(?::\\d{2}){0,2})?'
    case 'X':
    case 'x':
    case 'Z':
      return offsetSource(letter, count)
    default:
      return count === 2 ? '\\d{2}' : `\\d{1,19}${rest}`
  }
}

function offsetSource(letter: string, count: number): string {
  if (letter === 'Z' && count === 4) return 'GMT(?:[+-]\\d{2}:\\d{2}(?::\\d{2})?)?'
  const z = letter === 'X' || (letter === 'Z' && count === 5) ? 'Z|' : ''
  if (letter !== 'Z' && count === 1) return `${z}[+-]\\d{2}(?:\\d{2})?`
  const colon = count === 3 || count === 5 ? (letter === 'Z' && count === 3 ? '' : ':') : ''
  return `${z}[+-]\\d{2}${colon}\\d{2}${count >= 4 ? `(?:${colon}\\d{2})?` : ''}`
}

function zoneId(text: string, letter: string): string | undefined {
  if (letter === 'z') {
    const known = ZONE_ABBREVIATIONS[text.toUpperCase()]
    if (known !== undefined) return known
  }
  const id = /^z$/i.test(text) ? 'Z' : text.replace(/^gmt$/i, 'GMT')
  return isTimeZone(id) ? id : undefined
}

const FIELD_NAMES: Readonly<Record<string, string>> = { L: 'M', K: 'K', q: 'Q' }

function fieldValue(letter: string, count: number, text: string): readonly [string, number] {
  const field = FIELD_NAMES[letter] ?? letter
  switch (letter) {
    case 'G':
      return [field, (count < 4 ? ERAS : LONG_ERAS).findIndex(e => e.toLowerCase() === text.toLowerCase())]
    case 'y':
      return [field, count === 2 ? 2000 + Number(text) : Number(text)]
    case 'M':
    case 'L':
      if (count <= 2) return [field, Number(text)]
      return [field, MONTHS.findIndex(m => m.toLowerCase().startsWith(text.toLowerCase())) + 1]
    case 'a':
      return [field, text.toUpperCase() === 'PM' ? 1 : 0]
    case 'S':
      return [field, Number(text.padEnd(9, '0'))]
    default:
      return [field, Number(text)]
  }
}

/** Microseconds of the wall clock that fields tell, or undefined when they contradict each other or are out of range. */
function wallClock(values: ReadonlyMap<string, number>): bigint | undefined {
  const days = dayOf(values)
  const time = timeOf(values)
  return days === undefined || time === undefined ? undefined : BigInt(days) * DAY_US + time
}

function dayOf(values: ReadonlyMap<string, number>): number | undefined {
  const written = values.get('y') ?? 1970
  const era = values.get('G')
  // With an era the years count from 1; without, 0 is the year before 1.
  if (era !== undefined && written < 1) return undefined
  const year = era === 0 ? 1 - written : written
  const ordinal = values.get('D')
  if (ordinal === undefined) return daysOf(year, values.get('M') ?? 1, values.get('d') ?? 1)
  if (ordinal < 1 || ordinal > (isLeapYear(year) ? 366 : 365)) return undefined
  const days = daysFromCivil(year, 1, 1) + ordinal - 1
  const { month, day } = civilFromDays(days)
  return (values.get('M') ?? month) === month && (values.get('d') ?? day) === day ? days : undefined
}

function timeOf(values: ReadonlyMap<string, number>): bigint | undefined {
  const hour = hourOf(values)
  const minute = values.get('m') ?? 0
  const second = values.get('s') ?? 0
  if (hour === undefined || minute > 59 || second > 59) return undefined
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000n + BigInt(Math.floor((values.get('S') ?? 0) / 1000))
}

function hourOf(values: ReadonlyMap<string, number>): number | undefined {
  const within = (value: number | undefined, from: number, to: number): boolean =>
    value === undefined || (value >= from && value <= to)
  const [H, k, K, h] = ['H', 'k', 'K', 'h'].map(letter => values.get(letter))
  if (!within(H, 0, 23) || !within(k, 1, 24) || !within(K, 0, 11) || !within(h, 1, 12)) return undefined
  const half = values.get('a')
  const inHalf = K ?? (h === undefined ? undefined : h % 12)
  const hours = [H, k === undefined ? undefined : k % 24, inHalf === undefined ? undefined : inHalf + 12 * (half ?? 0)]
  const known = hours.filter(v => v !== undefined)
  if (known.some(v => v !== known[0])) return undefined
  const hour = known[0] ?? (half === 1 ? 12 : 0)
  return half === undefined || H === undefined || Math.floor(H / 12) === half ? hour : undefined
}
