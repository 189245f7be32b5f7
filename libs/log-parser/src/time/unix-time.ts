import { digitsAt, millionths } from './digits.ts'

const DOT = 0x2e
/** More digits than any time up to the year 9999 has in nanoseconds. */
const MOST_DIGITS = 21

/** Microseconds of `digits` or `digits.digits`, in a unit of so many microseconds; NaN when it is something else. */
export function readUnixTime(bytes: Uint8Array, start: number, end: number, unit: number): number {
  const count = digitsAt(bytes, start, end)
  if (count === 0 || count > MOST_DIGITS) return Number.NaN
  let whole = 0
  for (let i = start; i < start + count; i++) whole = whole * 10 + (bytes[i] - 0x30)
  let fraction = 0
  const point = start + count
  if (point < end) {
    const decimals = digitsAt(bytes, point + 1, end)
    if (bytes[point] !== DOT || decimals === 0 || point + 1 + decimals !== end) return Number.NaN
    fraction = millionths(bytes, point + 1, decimals) / 1e6
  }
  return Math.floor(whole * unit) + Math.floor(fraction * unit + 1e-6)
}

/** The unit, in microseconds, in which numbers of so many digits are times of this age: seconds, milli-, micro- or nanoseconds. */
export const unixUnit = (digits: number): number => (digits <= 11 ? 1e6 : digits <= 14 ? 1e3 : digits <= 17 ? 1 : 1e-3)
