import type { DayTimeIntervalType, Interval, YearMonthIntervalType } from '@millrace/columns'
import { dayTimeUnits } from './interval-text.ts'

/** The text within `INTERVAL '...' UNITS`, with its sign in front, or the text itself; undefined when the units are others. */
function body(text: string, units: string): string | undefined {
  const match = /^interval\s+([+-]?)\s*'([^']*)'\s+([a-z]+(?:\s+to\s+[a-z]+)?)$/i.exec(text)
  if (match === null) return text
  if (match[3].toUpperCase().replace(/\s+/g, ' ') !== units) return undefined
  if (match[1] !== '-') return match[2]
  return match[2].startsWith('-') ? match[2].slice(1) : `-${match[2].replace(/^\+/, '')}`
}

const UNITS = { interval_ym: 'YEAR TO MONTH', interval_year: 'YEAR', interval_month: 'MONTH' } as const

/** Months of `1-2`, or of a number of years or months, bare or as a literal. */
export function parseYearMonth(text: string, type: YearMonthIntervalType): number | undefined {
  const inner = body(text, UNITS[type])
  const match = /^([+-]?)(\d{1,10})(?:-(\d{1,2}))?$/.exec(inner ?? '')
  if (match === null || (match[3] === undefined) === (type === 'interval_ym') || Number(match[3] ?? 0) > 11) {
    return undefined
  }
  const months = type === 'interval_month' ? Number(match[2]) : Number(match[2]) * 12 + Number(match[3] ?? 0)
  const signed = match[1] === '-' ? -months : months
  return signed === (signed | 0) ? signed + 0 : undefined
}

const SIZES = { DAY: 86_400_000_000n, HOUR: 3_600_000_000n, MINUTE: 60_000_000n, SECOND: 1_000_000n } as const
type Unit = keyof typeof SIZES
const ORDER: readonly Unit[] = ['DAY', 'HOUR', 'MINUTE', 'SECOND']
const LIMITS = { DAY: 0, HOUR: 23, MINUTE: 59, SECOND: 59 } as const

/** Microseconds of `1 02:03:04.5` or the part of it that the type's units ask for, bare or as a literal. */
export function parseDayTime(text: string, type: DayTimeIntervalType): bigint | undefined {
  const words = dayTimeUnits(type)
  const inner = body(text, words)
  if (inner === undefined) return undefined
  const [from, to = from] = words.split(' TO ') as Unit[]
  const units = ORDER.slice(ORDER.indexOf(from), ORDER.indexOf(to) + 1)
  const pattern = units.map((unit, i) => {
    const separator = i === 0 ? '([+-]?)' : units[i - 1] === 'DAY' ? '[ ]' : ':'
    return `${separator}(\\d{1,${i === 0 ? 13 : 2}})${unit === 'SECOND' ? '(?:\\.(\\d{1,9}))?' : ''}`
  })
  const match = new RegExp(`^${pattern.join('')}$`).exec(inner)
  if (match === null) return undefined
  let total = 0n
  for (const [i, unit] of units.entries()) {
    const value = Number(match[i + 2])
    if (i > 0 && value > LIMITS[unit]) return undefined
    total += BigInt(match[i + 2]) * SIZES[unit]
  }
  if (to === 'SECOND') total += BigInt((match[units.length + 2] ?? '').padEnd(6, '0').slice(0, 6))
  const signed = match[1] === '-' ? -total : total
  return BigInt.asIntN(64, signed) === signed ? signed : undefined
}

const CALENDAR_UNITS: Readonly<Record<string, readonly ['months' | 'days' | 'microseconds', bigint]>> = {
  year: ['months', 12n],
  month: ['months', 1n],
  week: ['days', 7n],
  day: ['days', 1n],
  hour: ['microseconds', 3_600_000_000n],
  minute: ['microseconds', 60_000_000n],
  second: ['microseconds', 1_000_000n],
  millisecond: ['microseconds', 1000n],
  microsecond: ['microseconds', 1n],
}

/** A calendar interval written in units: `[interval] 1 year -2 days 3.5 seconds`. Only seconds have a fraction. */
export function parseCalendarInterval(text: string): Interval | undefined {
  const terms = /^\s*(?:interval\s)?((?:\s*[+-]?\s*(?:\d+(?:\.\d*)?|\.\d+)\s*[a-z]+(?=\s|$))+)\s*$/i.exec(text)
  if (terms === null) return undefined
  const sums = { months: 0n, days: 0n, microseconds: 0n }
  for (const [, sign, whole, fraction, word] of terms[1].matchAll(/([+-]?)\s*(\d*)(?:\.(\d*))?\s*([a-z]+)/gi)) {
    const unit = CALENDAR_UNITS[word.toLowerCase()] ?? CALENDAR_UNITS[word.toLowerCase().replace(/s$/, '')]
    if (unit === undefined) return undefined
    const second = /^seconds?$/i.test(word)
    if (fraction !== undefined && (!second || fraction.length > 9)) return undefined
    let value = BigInt(whole) * unit[1]
    if (second) value += BigInt((fraction ?? '').padEnd(6, '0').slice(0, 6))
    sums[unit[0]] += sign === '-' ? -value : value
  }
  const { months, days, microseconds } = sums
  const fits =
    BigInt.asIntN(32, months) === months &&
    BigInt.asIntN(32, days) === days &&
    BigInt.asIntN(64, microseconds) === microseconds
  return fits ? { months: Number(months), days: Number(days), microseconds } : undefined
}
