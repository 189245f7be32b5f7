import { type HostValue, type TypeName, typeParts } from '@millrace/columns'
import { parseDecimal, parseText, toDecimal } from '@millrace/engine/values'

/** Reads the text of a value; undefined when it is none of the type. */
export type TextReader = (text: string) => HostValue | undefined

/** Dates and timestamps as a cast reads them, in the session's time zone; a zone in a timestamp_ntz is none of it. */
export function datetimeReader(type: 'date' | 'timestamp' | 'timestamp_ntz', timeZone: string): TextReader {
  const read = parseText(type, timeZone)
  if (type === 'timestamp_ntz') return text => (/\d.*:.*(?:[A-Za-z]|[+-]\d)/.test(text) ? undefined : read(text))
  return read
}

/** A plain number, rounded HALF_UP to the type's scale; commas between digits are left out. */
export function decimalReader(type: TypeName): TextReader {
  const { precision, scale } = typeParts(type) as { precision: number; scale: number }
  return text => {
    const digits = parseDecimal(text.replaceAll(',', ''))
    return digits && toDecimal(digits, precision, scale)
  }
}

/** Java's Double.parseDouble, and NaN, Inf and -Inf as Spark's CSV has them by default. */
export function readDouble(text: string): number | undefined {
  const plain = text.trim()
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/.test(plain)) return Number(plain.replace(/[dDfF]$/, ''))
  const named = /^([+-]?)(?:Inf|Infinity)$/.exec(plain)
  if (named !== null) return named[1] === '-' ? -Infinity : Infinity
  return /^[+-]?NaN$/.test(plain) ? Number.NaN : undefined
}
