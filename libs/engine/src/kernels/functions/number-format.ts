import { type HostValue, type TypeName, typeParts } from '@millrace/columns'
import { doubleToDecimal } from '../decimal.ts'
import { roundUnscaled } from './rounding.ts'

/** A number of any type as an unscaled integer and its scale; undefined for NaN and infinities. */
export function toUnscaled(
  type: TypeName,
  value: HostValue,
): { readonly unscaled: bigint; readonly scale: number } | undefined {
  const parts = typeParts(type)
  if (parts.kind === 'decimal') return { unscaled: value as bigint, scale: parts.scale }
  if (typeof value === 'bigint') return { unscaled: value, scale: 0 }
  return doubleToDecimal(value as number)
}

/** Digits before and behind the point of a rounded number, without its sign. */
export function roundedDigits(
  unscaled: bigint,
  scale: number,
  places: number,
  mode: 'halfEven' | 'halfUp',
): readonly [whole: string, fraction: string] {
  const rounded = roundUnscaled(unscaled < 0n ? -unscaled : unscaled, scale, places, mode)
  const digits = String(rounded).padStart(places + 1, '0')
  return [digits.slice(0, digits.length - places), digits.slice(digits.length - places)]
}

export const grouped = (whole: string): string => whole.replace(/\B(?=(?:\d{3})+$)/g, ',')

/** A DecimalFormat pattern of `#`, `0`, `,` and `.`, with texts around it; undefined when it is another. */
interface NumberPattern {
  readonly prefix: string
  readonly suffix: string
  readonly minWhole: number
  readonly minFraction: number
  readonly maxFraction: number
  readonly group: number
  /** The point is written also where no digits follow it. */
  readonly pointAlways: boolean
  /** Powers of ten that the number is multiplied by: percent and per mille. */
  readonly power: number
}

export function parseNumberPattern(text: string): NumberPattern | undefined {
  const match = /^([^#0,.']*)([#,]*[0,]*)(?:\.(0*)(#*))?([^#0,.']*)$/.exec(text)
  if (match === null) return undefined
  const [, prefix, whole, zeros = '', hashes = '', suffix] = match
  const comma = whole.lastIndexOf(',')
  const count = (digit: RegExp): number => (whole.match(digit) ?? []).length
  // Without any zero one digit has to be there: before the point, or behind it where nothing stands before.
  const isBare = zeros === '' && count(/0/g) === 0 && text.includes('.')
  const isFraction = isBare && count(/#/g) === 0
  const around = prefix + suffix
  return {
    // Spark's locale is that of the United States.
    prefix: prefix.replaceAll('¤', '$'),
    suffix: suffix.replaceAll('¤', '$'),
    power: around.includes('%') ? 2 : around.includes('‰') ? 3 : 0,
    minWhole: isBare && !isFraction ? 1 : count(/0/g),
    minFraction: isFraction ? 1 : zeros.length,
    maxFraction: zeros.length + hashes.length,
    group: comma < 0 ? 0 : whole.length - comma - 1,
    pointAlways: text.includes('.') && zeros.length + hashes.length === 0,
  }
}

/** A number by a pattern, rounded half to even as java.text.DecimalFormat does. */
export function formatByPattern(pattern: NumberPattern, unscaled: bigint, scale: number): string {
  const multiplied = unscaled * 10n ** BigInt(pattern.power)
  const [whole, fraction] = roundedDigits(multiplied, scale, pattern.maxFraction, 'halfEven')
  let kept = fraction
  while (kept.length > pattern.minFraction && kept.endsWith('0')) kept = kept.slice(0, -1)
  const digits = (whole === '0' && pattern.minWhole === 0 ? '' : whole).padStart(pattern.minWhole, '0')
  const point = kept === '' && !pattern.pointAlways ? '' : `.${kept}`
  const body = (pattern.group > 0 ? groupedBy(digits, pattern.group) : digits) + point
  // A number that is rounded to zero keeps its sign.
  const sign = unscaled < 0n ? '-' : ''
  return `${sign}${pattern.prefix}${body === '' ? '0' : body}${pattern.suffix}`
}

const groupedBy = (digits: string, size: number): string =>
  digits.replace(new RegExp(`\\B(?=(?:\\d{${size}})+$)`, 'g'), ',')
