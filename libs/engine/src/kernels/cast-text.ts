import type { TypeName } from '@millrace/columns'
import { arithmeticHelpers } from './arithmetic-helpers.ts'
import type { TextFunction, TextResult } from './text-memo.ts'

const decoder = new TextDecoder()
const encoder = new TextEncoder()
const DAY_MS = 86_400_000

const pad = (n: number, width: number): string => String(n).padStart(width, '0')

/** `YYYY-MM-DD` of days since 1970. */
export function formatDate(days: number): string {
  const date = new Date(days * DAY_MS)
  if (Number.isNaN(date.getTime())) return `${days} days`
  const year = date.getUTCFullYear()
  const digits = year < 0 ? `-${pad(-year, 4)}` : year > 9999 ? `+${year}` : pad(year, 4)
  return `${digits}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`
}

/** Spark's text of a UTC timestamp: `YYYY-MM-DD HH:MM:SS[.ffffff]` without trailing zeros. */
function formatTimestamp(us: number | bigint): string {
  const value = BigInt(us)
  const day = arithmeticHelpers.floorDivide(value, 86_400_000_000n)
  const rest = Number(value - day * 86_400_000_000n)
  const seconds = Math.floor(rest / 1e6)
  const fraction = rest % 1e6 === 0 ? '' : `.${pad(rest % 1e6, 6).replace(/0+$/, '')}`
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(n => pad(n, 2)).join(':')
  return `${formatDate(Number(day))} ${clock}${fraction}`
}

/** Java's text of a double, which is Spark's: `1.0`, `1.0E10`, `NaN`. */
function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return '-0.0'
  const magnitude = Math.abs(value)
  if (magnitude === 0 || (magnitude >= 1e-3 && magnitude < 1e7)) {
    return Number.isInteger(value) ? `${value}.0` : String(value)
  }
  const [mantissa, exponent] = value.toExponential().split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
}

/** How a cast to string writes values of a type. */
export function formatText(from: TypeName): (value: never) => string {
  switch (from) {
    case 'date':
      return formatDate as (value: never) => string
    case 'timestamp':
      return formatTimestamp as (value: never) => string
    case 'double':
      return formatDouble as (value: never) => string
    default:
      return String
  }
}

/** How a cast reads strings as a type; what cannot be read is CAST_INVALID_INPUT, as in ANSI mode. */
export function parseText(from: TypeName, to: TypeName): TextFunction {
  if (to === 'binary') return ([bytes]) => bytes as Uint8Array
  if (from === 'binary') return ([bytes]) => encoder.encode(decoder.decode(bytes as Uint8Array))
  const read = READERS[to]!
  return ([bytes]) => {
    const text = decoder.decode(bytes as Uint8Array)
    return read(text.trim()) ?? arithmeticHelpers.castInvalid(text, to)
  }
}

const readInteger =
  (bits: number) =>
  (text: string): bigint | undefined => {
    if (!/^[+-]?\d+$/.test(text)) return undefined
    const value = BigInt(text.replace('+', ''))
    return BigInt.asIntN(bits, value) === value ? value : undefined
  }

const READERS: Readonly<Partial<Record<TypeName, (text: string) => Exclude<TextResult, null> | undefined>>> = {
  int16: readInteger(16),
  int32: readInteger(32),
  int64: readInteger(64),
  double: text => {
    if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(text)) return Number(text.replace(/[dDfF]$/, ''))
    if (/^nan$/i.test(text)) return Number.NaN
    const infinity = /^([+-]?)inf(inity)?$/i.exec(text)
    return infinity === null ? undefined : infinity[1] === '-' ? -Infinity : Infinity
  },
  boolean: text => {
    if (/^(t|true|y|yes|1)$/i.test(text)) return true
    return /^(f|false|n|no|0)$/i.test(text) ? false : undefined
  },
  date: text => {
    const match = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/.exec(text)
    return match === null ? undefined : daysOf(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1))
  },
  timestamp: readTimestamp,
}

/** Days since 1970 of a calendar day, or undefined when there is no such day. */
function daysOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? Math.round(date.getTime() / DAY_MS) : undefined
}

function readTimestamp(text: string): bigint | undefined {
  const match =
    /^([+-]?\d{4,7})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    )
  if (match === null) return undefined
  const [hours, minutes, seconds] = [match[4], match[5], match[6]].map(part => Number(part ?? 0))
  const days = daysOf(Number(match[1]), Number(match[2]), Number(match[3]))
  if (days === undefined || hours > 23 || minutes > 59 || seconds > 59) return undefined
  const micros = BigInt((match[7] ?? '').padEnd(6, '0').slice(0, 6))
  const zone = /^([+-])(\d{2}):?(\d{2})$/.exec(match[8] ?? '')
  const offset = zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3]))
  return BigInt(days * 86400 + hours * 3600 + minutes * 60 + seconds - offset * 60) * 1_000_000n + micros
}
