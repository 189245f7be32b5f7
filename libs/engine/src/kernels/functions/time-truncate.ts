import { addMonths, civilFromDays, DAY_US, daysFromCivil, daysInMonth, isoWeekday } from '../calendar.ts'
import { daysOfMicros } from '../cast-datetime.ts'
import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { type TimeZone, timeZone } from '../time-zone.ts'
import { signature } from './signature.ts'

/** The first day of the year, quarter, month or week that a day is in; undefined for other units. */
function truncateDay(days: number, unit: string): number | undefined {
  const { year, month } = civilFromDays(days)
  switch (unit) {
    case 'YEAR':
    case 'YYYY':
    case 'YY':
      return daysFromCivil(year, 1, 1)
    case 'QUARTER':
      return daysFromCivil(year, month - ((month - 1) % 3), 1)
    case 'MONTH':
    case 'MM':
    case 'MON':
      return daysFromCivil(year, month, 1)
    case 'WEEK':
      return days - isoWeekday(days) + 1
    default:
      return undefined
  }
}

const UNITS: Readonly<Record<string, bigint>> = {
  MICROSECOND: 1n,
  MILLISECOND: 1000n,
  SECOND: 1_000_000n,
  MINUTE: 60_000_000n,
  HOUR: 3_600_000_000n,
}

function truncate(us: bigint, unit: string, zone: TimeZone): bigint | null {
  const local = zone.toLocal(us)
  const size = UNITS[unit]
  if (size !== undefined) return us - (((local % size) + size) % size)
  const days = daysOfMicros(local)
  const start = unit === 'DAY' || unit === 'DD' ? days : truncateDay(days, unit)
  return start === undefined ? null : zone.toUtc(BigInt(start) * DAY_US)
}

/** Spark's months_between: whole ones for equal days of the month and for two last days, else with 31 days a month. */
function monthsBetween(a: bigint, b: bigint, round: boolean, zone: TimeZone): number {
  const [x, y] = [a, b].map(us => {
    const local = zone.toLocal(us)
    const days = daysOfMicros(local)
    const civil = civilFromDays(days)
    // Elapsed since the day began, which is not the time of day where clocks were changed.
    const seconds = Math.floor(Number(us - zone.toUtc(BigInt(days) * DAY_US)) / 1e6)
    return { ...civil, seconds, last: civil.day === daysInMonth(civil.year, civil.month) }
  })
  const months = (x.year - y.year) * 12 + x.month - y.month
  if (x.day === y.day || (x.last && y.last)) return months
  const difference = months + ((x.day - y.day) * 86400 + x.seconds - y.seconds) / (31 * 86400)
  return round ? Math.floor(difference * 1e8 + 0.5) / 1e8 : difference
}

/** Truncation to units, and months. A unit that does not exist gives null, as in Spark. */
export const timeTruncate = {
  trunc: hosted({
    resolve: (args, name) => ({ ...signature(['date', 'string'], 'date')(args, name), nullable: true }),
    evaluator: () => (days: number, unit: string) => truncateDay(days, unit.toUpperCase()) ?? null,
  }),
  dateTrunc: hosted({
    zoned: true,
    resolve: (args, name) => ({ ...signature(['string', 'timestamp'], 'timestamp')(args, name), nullable: true }),
    evaluator: call => {
      const zone = timeZone(call.timeZone ?? 'UTC')
      return (unit: string, us: bigint) => truncate(us, unit.toUpperCase(), zone)
    },
  }),
  addMonths: hosted({
    resolve: signature(['date', 'int32'], 'date'),
    evaluator: () => (days: number, months: number) => addMonths(days, months),
  }),
  monthsBetween: hosted({
    zoned: true,
    resolve: signature(['timestamp', 'timestamp', 'boolean'], 'double', { required: 2 }),
    evaluator: call => {
      const zone = timeZone(call.timeZone ?? 'UTC')
      return (a: bigint, b: bigint, round = true) => monthsBetween(a, b, round, zone)
    },
  }),
} satisfies Record<string, ScalarFunction>
