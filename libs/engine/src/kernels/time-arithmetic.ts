import type { Interval } from '@millrace/columns'
import { arithmeticHelpers } from './arithmetic-helpers.ts'
import { addMonths, DAY_US } from './calendar.ts'
import type { TimeZone } from './time-zone.ts'

/** Rounds half away from zero. */
export const roundHalfUp = (value: number): number => Math.sign(value) * Math.round(Math.abs(value))

export function int32(value: bigint | number, operation: string): number {
  const n = Number(value)
  if (n !== (n | 0)) return arithmeticHelpers.overflow(operation, 'interval')
  return n
}

/** The BigInt when it fits int64; else an overflow of intervals. */
export const int64 = (value: bigint, operation: string): bigint =>
  BigInt.asIntN(64, value) === value ? value : arithmeticHelpers.overflow(operation, 'interval')

const floorDays = (us: bigint): bigint => (us - (((us % DAY_US) + DAY_US) % DAY_US)) / DAY_US

/** A wall clock some months and days later at the same time of day. */
function shiftLocal(local: bigint, months: number, days: number): bigint {
  const day = floorDays(local)
  const moved = months === 0 ? Number(day) : addMonths(Number(day), months)
  return BigInt(moved + days) * DAY_US + (local - day * DAY_US)
}

/** An instant later by months and days of the zone's calendar and then by microseconds, as Spark adds intervals to timestamps. */
export function addToTimestamp(us: bigint, months: number, days: number, micros: bigint, zone: TimeZone): bigint {
  const moved = months === 0 && days === 0 ? us : zone.toUtc(shiftLocal(zone.toLocal(us), months, days))
  return arithmeticHelpers.checked64(moved + micros, 'timestamp addition')
}

/** The whole days of a day-time interval, and the rest. */
export const splitDays = (us: bigint): { readonly days: number; readonly micros: bigint } => ({
  days: Number(us / DAY_US),
  micros: us % DAY_US,
})

export const negated = ({ months, days, microseconds }: Interval): Interval => ({
  months: int32(-months, 'interval subtraction'),
  days: int32(-days, 'interval subtraction'),
  microseconds: int64(-microseconds, 'interval subtraction'),
})

export const added = (a: Interval, b: Interval): Interval => ({
  months: int32(a.months + b.months, 'interval addition'),
  days: int32(a.days + b.days, 'interval addition'),
  microseconds: int64(a.microseconds + b.microseconds, 'interval addition'),
})

/** A calendar interval of parts with fractions: those of days go on to microseconds, those of months are dropped. */
export function fromFractions(months: number, days: number, micros: number): Interval {
  const wholeDays = int32(Math.trunc(days), 'interval arithmetic')
  return {
    months: int32(Math.trunc(months), 'interval arithmetic'),
    days: wholeDays,
    microseconds: int64(BigInt(Math.round(micros + Number(DAY_US) * (days - wholeDays))), 'interval arithmetic'),
  }
}
