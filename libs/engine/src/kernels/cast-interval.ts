import { isDayTime, isYearMonth, type TypeName, typeParts } from '@millrace/columns'
import { fitInteger, type Leaf } from './cast-number.ts'
import { toDecimal } from './decimal.ts'

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
  const months = isYearMonth(from)
  const unit = months ? (from === 'interval_year' ? 12n : 1n) : MICROS[from]
  if (target.kind === 'decimal') {
    const scale = from === 'interval_second' ? 6 : 0
    return v => {
      const unscaled = scale === 6 ? (v as bigint) : BigInt(v as number) / unit
      return toDecimal({ unscaled, scale }, target.precision, target.scale)
    }
  }
  return v => fitInteger(BigInt(v as number) / unit, to)
}

/** A number of the type's last unit as an interval. */
export function toInterval(_from: TypeName, to: TypeName): Leaf {
  if (isYearMonth(to)) {
    const unit = to === 'interval_year' ? 12n : 1n
    return v => fitInteger(BigInt(v as number) * unit, 'int32')
  }
  const unit = lastUnit(to)
  return v => fitInteger(BigInt(v as number) * unit, 'int64')
}
