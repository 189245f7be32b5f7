import { MillraceError } from '@millrace/errors'
import { civilFromDays, DAY_US, dayOfYear, isoWeekday } from '../calendar.ts'
import type { TimeZone } from '../time-zone.ts'
import { ERAS, LONG_ERAS, MONTHS, QUARTERS, WEEKDAYS, zoneName } from './names.ts'
import { type PatternPart, parsePattern } from './pattern.ts'

interface Moment {
  readonly days: number
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  /** Microseconds since midnight. */
  readonly time: number
  readonly us: bigint
  readonly zone: TimeZone
}

type Write = (moment: Moment) => string

/** Writes instants (microseconds UTC) in a pattern of Spark's, as clocks of a zone show them. */
export function patternFormatter(pattern: string, zone: TimeZone): (us: bigint) => string {
  const writers = compile(parsePattern(pattern, false))
  return us => {
    const local = zone.toLocal(us)
    const inDay = local % DAY_US
    const time = Number(inDay < 0n ? inDay + DAY_US : inDay)
    const days = Number((local - BigInt(time)) / DAY_US)
    const moment = { days, ...civilFromDays(days), hour: Math.floor(time / 3.6e9), time, us, zone }
    let text = ''
    for (const write of writers) text += write(moment)
    return text
  }
}

const compile = (parts: readonly PatternPart[]): Write[] =>
  parts.flatMap(part => {
    if (part.kind === 'text') return [() => part.text]
    return part.kind === 'optional' ? compile(part.parts) : [writer(part.letter, part.count)]
  })

const pad = (value: number, width: number): string => String(value).padStart(width, '0')
const number =
  (count: number, value: (m: Moment) => number): Write =>
  m =>
    pad(value(m), count)

/** A number of one or two digits, a short or a long name. */
function named(count: number, names: readonly string[], value: (m: Moment) => number, short: number): Write {
  if (count <= 2) return number(count, value)
  return count === 3 ? m => names[value(m) - 1].slice(0, short) : m => names[value(m) - 1]
}

function writer(letter: string, count: number): Write {
  switch (letter) {
    case 'G':
      return m => (count < 4 ? ERAS : LONG_ERAS)[m.year > 0 ? 1 : 0]
    case 'y':
      return year(count)
    case 'M':
    case 'L':
      return named(count, MONTHS, m => m.month, 3)
    case 'd':
      return number(count, m => m.day)
    case 'D':
      return dayOfYearText(count)
    case 'Q':
    case 'q': {
      const quarter = (m: Moment): number => Math.floor((m.month + 2) / 3)
      return count === 3 ? m => `Q${quarter(m)}` : named(count, QUARTERS, quarter, 3)
    }
    case 'E':
      return m => WEEKDAYS[isoWeekday(m.days) - 1].slice(0, count < 4 ? 3 : undefined)
    case 'F':
      // The week of the month, as Java has it from 19 on; before, it was the day of that week.
      return m => String(Math.floor((m.day - 1) / 7) + 1)
    case 'a':
      return m => (m.hour < 12 ? 'AM' : 'PM')
    case 'h':
      return number(count, m => ((m.hour + 11) % 12) + 1)
    case 'K':
      return number(count, m => m.hour % 12)
    case 'k':
      return number(count, m => ((m.hour + 23) % 24) + 1)
    case 'H':
      return number(count, m => m.hour)
    case 'm':
      return number(count, m => Math.floor(m.time / 6e7) % 60)
    case 's':
      return number(count, m => Math.floor(m.time / 1e6) % 60)
    case 'S':
      return m =>
        pad(m.time % 1e6, 6)
          .padEnd(9, '0')
          .slice(0, count)
    case 'V':
      return m => m.zone.id
    case 'z':
      return m => zoneName(m.zone, m.us, count === 4)
    default:
      return m => offsetText(letter, count, m.zone.offsetAt(Number(m.us)) / 1e6)
  }
}

function year(count: number): Write {
  return m => {
    const ofEra = m.year > 0 ? m.year : 1 - m.year
    if (count === 2) return pad(ofEra % 100, 2)
    const text = pad(ofEra, count)
    return count >= 4 && text.length > count ? `+${text}` : text
  }
}

function dayOfYearText(count: number): Write {
  return m => {
    const text = pad(dayOfYear(m.days), count)
    if (count === 2 && text.length > 2) {
      throw new MillraceError(
        'MILLRACE_ARITHMETIC',
        `[INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION] Day ${text} of the year does not fit DD.`,
      )
    }
    return text
  }
}

/** Offsets as `O`, `X`, `x` and `Z` write them. */
function offsetText(letter: string, count: number, seconds: number): string {
  const size = Math.abs(seconds)
  const sign = seconds < 0 ? '-' : '+'
  const [h, m, s] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60]
  if (letter === 'O' || (letter === 'Z' && count === 4)) {
    if (seconds === 0) return 'GMT'
    if (count === 4) return `GMT${sign}${pad(h, 2)}:${pad(m, 2)}${s === 0 ? '' : `:${pad(s, 2)}`}`
    return `GMT${sign}${h}${m === 0 && s === 0 ? '' : `:${pad(m, 2)}`}${s === 0 ? '' : `:${pad(s, 2)}`}`
  }
  if (letter === 'Z') return count === 5 ? offsetText('X', 5, seconds) : offsetText('x', 2, seconds)
  if (letter === 'X' && seconds === 0) return 'Z'
  if (count === 1) return `${sign}${pad(h, 2)}${m === 0 ? '' : pad(m, 2)}`
  const colon = count === 3 || count === 5 ? ':' : ''
  const tail = count >= 4 && s !== 0 ? `${colon}${pad(s, 2)}` : ''
  return `${sign}${pad(h, 2)}${colon}${pad(m, 2)}${tail}`
}
