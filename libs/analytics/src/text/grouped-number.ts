/** From here on (or for what is no number) Intl writes it: so many digits are more than a double is exact to. */
const LARGEST = 1e9

/**
 * What `Intl.NumberFormat('en-US')` writes with so many fraction digits: `1,234.50`. Written here since making a format takes longer than a short
 * report needs altogether.
 */
export function groupedNumber(value: number, fractionDigits = 0): string {
  const size = Math.abs(value)
  if (!(size < LARGEST)) return intlNumber(value, fractionDigits)
  // Fifteen digits are those of the decimal fraction that is meant: 28.75, though the product is 28.749999999999996.
  const scaled = Math.round(Number((size * 10 ** fractionDigits).toPrecision(15)))
  const digits = String(scaled).padStart(fractionDigits + 1, '0')
  const whole = digits.slice(0, digits.length - fractionDigits).replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return `${sign}${whole}${fractionDigits === 0 ? '' : `.${digits.slice(-fractionDigits)}`}`
}

const intlNumber = (value: number, fractionDigits: number): string =>
  new Intl.NumberFormat('en-US', {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(value)
