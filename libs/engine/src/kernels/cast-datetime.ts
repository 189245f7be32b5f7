import type { HostValue, TypeName } from '@millrace/columns'
import { typeParts } from '@millrace/columns'
import { DAY_US } from './calendar.ts'
import { fitInteger, type Leaf } from './cast-number.ts'
import { power10, toDecimal } from './decimal.ts'
import { timeZone } from './time-zone.ts'

const MAX64 = 2n ** 63n - 1n

const floorDivide = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b

/** Days since 1970 of microseconds. */
export const daysOfMicros = (us: bigint): number => Number(floorDivide(us, DAY_US))

/** The nearest int64, as Java's conversions of too large numbers give. */
export const saturated = (us: bigint): bigint => (us > MAX64 ? MAX64 : us < -MAX64 - 1n ? -MAX64 - 1n : us)

/** From date, timestamp and timestamp_ntz to each other, and from timestamp to numbers (seconds since 1970). */
export function fromDatetime(from: TypeName, to: TypeName, zoneName: string): Leaf {
  const zone = timeZone(zoneName)
  if (from === 'date') {
    return to === 'timestamp' ? v => zone.toUtc(BigInt(v as number) * DAY_US) : v => BigInt(v as number) * DAY_US
  }
  if (from === 'timestamp_ntz') return to === 'date' ? v => daysOfMicros(v as bigint) : v => zone.toUtc(v as bigint)
  if (to === 'timestamp_ntz') return v => zone.toLocal(v as bigint)
  if (to === 'date') return v => daysOfMicros(zone.toLocal(v as bigint))
  const target = typeParts(to)
  if (target.kind === 'decimal') {
    return v => toDecimal({ unscaled: v as bigint, scale: 6 }, target.precision, target.scale)
  }
  if (to === 'double') return v => Number(v) / 1e6
  if (to === 'float') return v => Math.fround(Number(v) / 1e6)
  return v => fitInteger(floorDivide(v as bigint, 1_000_000n), to)
}

/** Seconds since 1970 as a timestamp. Spark clamps integers and decimals that lie outside of an int64; doubles are none then. */
export function numberToTimestamp(from: TypeName): Leaf {
  const source = typeParts(from)
  if (source.kind === 'decimal') {
    const { scale } = source
    return v => saturated(scale <= 6 ? (v as bigint) * power10(6 - scale) : (v as bigint) / power10(scale - 6))
  }
  if (from === 'double' || from === 'float') return v => doubleToTimestamp(v as number)
  return v => saturated(BigInt(v as number) * 1_000_000n)
}

function doubleToTimestamp(seconds: number): HostValue | undefined {
  const us = Math.trunc(seconds * 1e6)
  return us >= -(2 ** 63) && us < 2 ** 63 ? BigInt(us) : undefined
}
