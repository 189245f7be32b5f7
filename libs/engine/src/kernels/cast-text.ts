import { type HostValue, isDayTime, isYearMonth, type TypeName, typeParts } from '@millrace/columns'
import { fitInteger, type Leaf } from './cast-number.ts'
import { parseDecimal, toDecimal } from './decimal.ts'
import { parseCalendarInterval, parseDayTime, parseYearMonth } from './interval-parse.ts'
import { timeZone } from './time-zone.ts'
import { parseDate, parseTimestamp, parseTimestampNtz } from './timestamp-text.ts'

const encoder = new TextEncoder()

/** ASCII blanks and controls at both ends, as Spark takes them off (UTF8String.trimAll). */
const trimAll = (text: string): string => text.replace(/^[\0-\x20\x7f]+|[\0-\x20\x7f]+$/g, '')
/** Those that Java's String.trim takes off: Java reads floating point numbers and decimals. */
const trim = (text: string): string => text.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '')

/** How a cast reads strings as values of a type; undefined for what is none. */
export function parseText(to: TypeName, zone: string): Leaf {
  if (to === 'binary') return v => encoder.encode(v as string)
  const read = reader(to, zone)
  const isJava = to === 'float' || to === 'double' || typeParts(to).kind === 'decimal'
  return v => read(isJava ? trim(v as string) : trimAll(v as string))
}

function reader(to: TypeName, zone: string): (text: string) => HostValue | undefined {
  const parts = typeParts(to)
  if (parts.kind === 'decimal') {
    return text => {
      const digits = parseDecimal(text)
      return digits && toDecimal(digits, parts.precision, parts.scale)
    }
  }
  if (isYearMonth(to)) return text => parseYearMonth(text, to)
  if (isDayTime(to)) return text => parseDayTime(text, to)
  switch (to) {
    case 'boolean':
      return readBoolean
    case 'float':
      return text => {
        const value = readDouble(text)
        return value === undefined ? undefined : Math.fround(value)
      }
    case 'double':
      return readDouble
    case 'date':
      return parseDate
    case 'timestamp': {
      const session = timeZone(zone)
      return text => parseTimestamp(text, session)
    }
    case 'timestamp_ntz':
      return parseTimestampNtz
    case 'interval':
      // Spark gives null for what is no interval, in ANSI mode too.
      return text => parseCalendarInterval(text) ?? null
    default:
      return text => (/^[+-]?\d+$/.test(text) ? fitInteger(BigInt(text.replace('+', '')), to) : undefined)
  }
}

function readDouble(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/.test(text)) return Number(text.replace(/[dDfF]$/, ''))
  if (/^nan$/i.test(text)) return Number.NaN
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text)
  return infinity === null ? undefined : infinity[1] === '-' ? -Infinity : Infinity
}

function readBoolean(text: string): boolean | undefined {
  if (/^(?:t|true|y|yes|1)$/i.test(text)) return true
  return /^(?:f|false|n|no|0)$/i.test(text) ? false : undefined
}
