import type { HostValue } from '@millrace/columns'
import { decimalOf, type FuzzType, kindOf } from './types.ts'

/** A value as a SQL literal without a type: what a column of that type takes in an INSERT, or a cast. */
export function literalText(type: FuzzType, value: HostValue): string {
  if (value === null) return 'NULL'
  const text = valueText(type, value)
  return ['int', 'double', 'decimal', 'boolean'].includes(kindOf(type)) ? text : `'${text.replaceAll("'", "''")}'`
}

/** A value as Spark casts it to a string; doubles as JavaScript does. */
export function valueText(type: FuzzType, value: HostValue): string {
  switch (kindOf(type)) {
    case 'date':
      return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10)
    case 'timestamp':
      return timestampText(value as bigint)
    case 'decimal':
      return decimalText(value as bigint, decimalOf(type).scale)
    default:
      return String(value)
  }
}

function timestampText(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n
  const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19).replace('T', ' ')
  return fraction === 0n ? seconds : `${seconds}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
}

export function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
