import { isDayTime, isYearMonth, type TypeName, typeParts } from '@millrace/columns'
import { fitInteger, type Leaf } from './cast-number.ts'
import { divideHalfUp, power10, toDecimal } from './decimal.ts'

const MICROS: Readonly<Record<string, bigint>> = {
  interval_day: 86_400_000_000n,
  interval_hour: 3_600_000_000n,
  interval_minute: 60_000_000n,
  interval_second: 1_000_000n,
}

/** The last unit that an interval type has, in microseconds. */
const lastUnit = (type: TypeName): bigint =>
  MICROS[`interval_${type === 'interval_dt' ? 'second' : type.split('_').at(-1)}`]

/** An interval cut to the units of another type, or the number of its only unit. */
export function fromInterval(from: TypeName, to: TypeName): Leaf {
  if (isYearMonth(to)) return v => (to === 'interval_year' ? Math.trunc((v as number) / 12) * 12 : v)
  if (isDayTime(to)) {
    const unit = lastUnit(to)
    return to.endsWith('second') || to === 'interval_dt' ? v => v : v => (v as bigint) - ((v as bigint) % unit)
  }
  const target = typeParts(to)
  const unit = isYearMonth(from) ? (from === 'interval_year' ? 12n : 1n) : lastUnit(from)
  if (target.kind === 'decimal') {
    const { precision, scale } = target
    return unit === 1_000_000n
      ? v => toDecimal({ unscaled: v as bigint, scale: 6 }, precision, scale)
      : v => toDecimal({ unscaled: BigInt(v as number) / unit, scale: 0 }, precision, scale)
  }
  return v => fitInteger(BigInt(v as number) / unit, to)
}

/** A number of the type's last unit as an interval, HALF_UP to months or microseconds; other units lose their fraction. */
export function toInterval(from: TypeName, to: TypeName): Leaf {
  const source = typeParts(from)
  const divisor = power10(source.kind === 'decimal' ? source.scale : 0)
  if (isYearMonth(to)) {
    const unit = to === 'interval_year' ? 12n : 1n
    return v => fitInteger(divideHalfUp(BigInt(v as number), divisor) * unit, 'int32')
  }
  const unit = lastUnit(to)
  const exact = unit === 1_000_000n
  return v => {
    const value = BigInt(v as number)
    return fitInteger(exact ? divideHalfUp(value * unit, divisor) : (value / divisor) * unit, 'int64')
  }
}
