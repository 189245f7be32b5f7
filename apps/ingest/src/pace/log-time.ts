const OPEN = 0x5b
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const MONTH_BY_LETTERS = new Map(
  MONTHS.map((name, i) => [code(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2)), i]),
)

function code(a: number, b: number, c: number): number {
  return (a << 16) | (b << 8) | c
}

/**
 * The time of a common or combined log line in milliseconds since 1970, read from its `[dd/Mon/yyyy:HH:MM:SS ±hhmm]` field
 * alone; NaN when there is none.
 */
export function logTime(bytes: Uint8Array, start: number, end: number): number {
  const open = bytes.indexOf(OPEN, start)
  if (open < 0 || open + 27 >= end) return Number.NaN
  const at = open + 1
  const month = MONTH_BY_LETTERS.get(code(bytes[at + 3], bytes[at + 4], bytes[at + 5]))
  if (month === undefined) return Number.NaN
  const year = digits(bytes, at + 7, 4)
  const day = digits(bytes, at, 2)
  const seconds = digits(bytes, at + 12, 2) * 3600 + digits(bytes, at + 15, 2) * 60 + digits(bytes, at + 18, 2)
  const offset = digits(bytes, at + 22, 2) * 60 + digits(bytes, at + 24, 2)
  const sign = bytes[at + 21] === 0x2d ? -1 : 1
  return Date.UTC(year, month, day) + seconds * 1000 - sign * offset * 60_000
}

/** A number of so many digits; NaN for anything else. */
function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0
  for (let i = from; i < from + count; i++) {
    const digit = bytes[i] - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}
