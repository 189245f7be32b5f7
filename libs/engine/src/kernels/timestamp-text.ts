import { DAY_US, daysOf } from './calendar.ts'
import { isTimeZone, type TimeZone, timeZone } from './time-zone.ts'

/** Spark's forms of a day: `YYYY`, `YYYY-[M]M`, `YYYY-[M]M-[D]D`, the last with ` ` or `T` and anything behind it. */
export function parseDate(text: string): number | undefined {
  const match = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s.exec(text)
  if (match === null) return undefined
  const days = daysOf(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1))
  return days !== undefined && days === (days | 0) ? days : undefined
}

interface WallClock {
  /** Days since 1970; null when only a time of day is given. */
  readonly days: number | null
  /** Microseconds since midnight. */
  readonly time: bigint
  readonly zone: string | undefined
}

const DATE = '([+-]?)(\\d{4,6})(?:-(\\d{1,2})(?:-(\\d{1,2})'
const TIME = '(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d*))?([^\\d.:][^]*)?)?)?'
const DATE_TIME = new RegExp(`^${DATE}(?:[ T]${TIME})?)?)?$`)
const TIME_ONLY = new RegExp(`^(?:T${TIME}|(?=\\d{1,2}:)${TIME})$`)

/** Spark's forms of a timestamp: a date as above, a time of day, digits of seconds, a zone; or a time of day alone. */
function parseWallClock(text: string): WallClock | undefined {
  const match = DATE_TIME.exec(text)
  if (match !== null) {
    const year = Number(match[2]) * (match[1] === '-' ? -1 : 1)
    const days = daysOf(year, Number(match[3] ?? 1), Number(match[4] ?? 1))
    const time = timeOf(match.slice(5, 9))
    return days === undefined || time === undefined ? undefined : { days, time, zone: match[9] }
  }
  const clock = TIME_ONLY.exec(text)
  if (clock === null) return undefined
  const parts = clock[1] === undefined ? clock.slice(6) : clock.slice(1)
  const time = timeOf(parts)
  return time === undefined ? undefined : { days: null, time, zone: parts[4] }
}

function timeOf(parts: readonly (string | undefined)[]): bigint | undefined {
  const [hours, minutes, seconds] = parts.slice(0, 3).map(p => Number(p ?? 0))
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const micros = BigInt((parts[3] ?? '').padEnd(6, '0').slice(0, 6))
  return BigInt(hours * 3600 + minutes * 60 + seconds) * 1_000_000n + micros
}

const inRange = (us: bigint): bigint | undefined => (BigInt.asIntN(64, us) === us ? us : undefined)

/** Microseconds UTC of a text; without a zone in it the clock is that of `session`. A time alone is one of today. */
export function parseTimestamp(text: string, session: TimeZone): bigint | undefined {
  const clock = parseWallClock(text)
  if (clock === undefined) return undefined
  const name = clock.zone?.trim()
  if (name !== undefined && !isTimeZone(name)) return undefined
  const zone = name === undefined ? session : timeZone(name)
  const days = clock.days ?? Number(zone.toLocal(BigInt(Date.now()) * 1000n) / DAY_US)
  return inRange(zone.toUtc(BigInt(days) * DAY_US + clock.time))
}

/** The wall clock of a text in microseconds, whatever zone it names. */
export function parseTimestampNtz(text: string): bigint | undefined {
  const clock = parseWallClock(text)
  if (clock === undefined || clock.days === null) return undefined
  if (clock.zone !== undefined && !isTimeZone(clock.zone.trim())) return undefined
  return inRange(BigInt(clock.days) * DAY_US + clock.time)
}
