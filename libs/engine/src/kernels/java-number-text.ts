/** Java's Double.toString (19 and later: the shortest digits that give the value back): `1.0`, `1.0E10`, `NaN`, `-0.0`. */
export const doubleText = (value: number): string =>
  javaText(value, value.toExponential(), v => v.toExponential(1), same)

/** Java's Float.toString of a value that a float holds. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  let digits = 0
  let text = value.toExponential(0)
  while (Math.fround(Number(text)) !== value) text = value.toExponential(++digits)
  return javaText(value, text, v => v.toExponential(1), Math.fround)
}

const same = (value: number): number => value

/** Java writes at least two digits and of those that give the value back the nearest ones, which matters where one would do. */
function javaText(value: number, shortest: string, two: (v: number) => string, round: (v: number) => number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  let text = shortest
  if (/^-?\d(?:e|$)/.test(text)) {
    const better = two(value)
    if (round(Number(better)) === value) text = better
  }
  const [mantissa, power] = text.split('e')
  const exponent = Number(power)
  const sign = value < 0 ? '-' : ''
  const digits = mantissa.replace('-', '').replace('.', '')
  if (exponent >= 7 || exponent < -3) {
    return `${sign}${digits[0]}.${trimmed(digits.slice(1))}E${exponent}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${trimmed(digits)}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${trimmed(digits.slice(exponent + 1))}`
}

const trimmed = (digits: string): string => digits.replace(/0+$/, '') || '0'
