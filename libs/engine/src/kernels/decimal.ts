/** Decimals as unscaled bigints: the value times ten to the power of the scale. */

const POWERS: bigint[] = [1n]

/** Ten to the power of `n`. */
export function power10(n: number): bigint {
  for (let i = POWERS.length; i <= n; i++) POWERS.push(POWERS[i - 1] * 10n)
  return POWERS[n]
}

/** `a / b` rounded half away from zero, Java's HALF_UP. */
export function divideHalfUp(a: bigint, b: bigint): bigint {
  const quotient = a / b
  const rest = a % b
  const twice = (rest < 0n ? -rest : rest) * 2n
  if (twice < (b < 0n ? -b : b)) return quotient
  return a < 0n === b < 0n ? quotient + 1n : quotient - 1n
}

/** The value at another scale, HALF_UP where digits go. */
export const rescale = (unscaled: bigint, from: number, to: number): bigint =>
  to >= from ? unscaled * power10(to - from) : divideHalfUp(unscaled, power10(from - to))

/** Whether a value has no more digits than the precision. */
export function fits(unscaled: bigint, precision: number): boolean {
  const limit = power10(precision)
  return unscaled < limit && unscaled > -limit
}

/** Digits of the unscaled value, 1 for 0. */
export const digitsOf = (unscaled: bigint): number => String(unscaled < 0n ? -unscaled : unscaled).length

/** BigDecimal.toPlainString. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled)
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled)
  if (scale < 0) return unscaled === 0n ? '0' : `${sign}${digits}${'0'.repeat(-scale)}`
  const padded = digits.padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

/** A decimal of any scale. */
export interface Digits {
  readonly unscaled: bigint
  readonly scale: number
}

/** A number as people and Java write it (`-1.5`, `.5`, `1e-3`): its digits and scale, or undefined when it is none. */
export function parseDecimal(text: string): Digits | undefined {
  const ascii = /^[\0-\x7f]*$/.test(text) ? text : text.replace(/\p{Nd}/gu, digit => String(digitValue(digit)))
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(ascii)
  if (match === null || `${match[2]}${match[3] ?? ''}` === '') return undefined
  const fraction = match[3] ?? ''
  const unscaled = BigInt(match[2] + fraction)
  return { unscaled: match[1] === '-' ? -unscaled : unscaled, scale: fraction.length - Number(match[4] ?? 0) }
}

/** What a decimal digit of any script is worth: Unicode has them in runs of ten, and Java's BigDecimal reads them all. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0)!
  let run = 0
  while (/\p{Nd}/u.test(String.fromCodePoint(code - run - 1))) run++
  return run % 10
}

/** A parsed number at a scale, HALF_UP; undefined when it has more digits than the precision. */
export function toDecimal({ unscaled, scale }: Digits, precision: number, toScale: number): bigint | undefined {
  if (unscaled === 0n) return 0n
  // Far outside: no power of that size is computed.
  if (digitsOf(unscaled) - scale > precision - toScale + 1) return undefined
  if (scale - toScale > digitsOf(unscaled)) return 0n
  const value = rescale(unscaled, scale, toScale)
  return fits(value, precision) ? value : undefined
}

/** The nearest double. */
export const decimalToDouble = (unscaled: bigint, scale: number): number =>
  scale === 0 ? Number(unscaled) : Number(`${unscaled}e${-scale}`)

/** The decimal whose digits are the shortest text of the double, as Spark makes it; undefined for NaN and infinities. */
export const doubleToDecimal = (value: number): Digits | undefined =>
  Number.isFinite(value) ? parseDecimal(String(value)) : undefined
