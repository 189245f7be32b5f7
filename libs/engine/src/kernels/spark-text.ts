import {
  type HostValue,
  type Interval,
  isDayTime,
  isYearMonth,
  type MapValue,
  type TypeName,
  typeParts,
} from '@millrace/columns'
import { dateText, dateTimeText } from './calendar.ts'
import { decimalText } from './decimal.ts'
import { calendarIntervalText, dayTimeLiteral, dayTimeText, yearMonthLiteral, yearMonthText } from './interval-text.ts'
import { doubleText, floatText } from './java-number-text.ts'
import { timeZone } from './time-zone.ts'

/** The text of a value that is not null. */
export type TextOf = (value: HostValue) => string

const decoder = new TextDecoder()

/** How Spark casts values of a type to string: `[1, null]`, `{a -> 1}`, `{1, x}`, `INTERVAL '1' DAY`. */
export function castText(type: TypeName, zone = 'UTC'): TextOf {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list': {
      const element = orNull(castText(parts.element, zone))
      return v => `[${(v as HostValue[]).map(element).join(', ')}]`
    }
    case 'map': {
      const key = orNull(castText(parts.key, zone))
      const value = orNull(castText(parts.value, zone))
      return v => {
        const { keys, values } = v as MapValue
        return `{${keys.map((k, i) => `${key(k)} -> ${value(values[i])}`).join(', ')}}`
      }
    }
    case 'struct': {
      const members = parts.members.map(m => orNull(castText(m.type, zone)))
      return v => `{${(v as HostValue[]).map((m, i) => members[i](m)).join(', ')}}`
    }
    default:
      if (isYearMonth(type)) return v => yearMonthLiteral(v as number, type)
      if (isDayTime(type)) return v => dayTimeLiteral(v as bigint, type)
      return plainText(type, zone)
  }
}

/**
 * How spark-sql prints values of a type: as `castText`, but nested ones in Hive's way: `[1,null]`, `{"a":1}` for structs and for
 * maps, whose entries are ordered by their text, and strings inside of them in quotes; intervals without their units.
 */
export function hiveText(type: TypeName, zone = 'UTC'): TextOf {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list': {
      const element = nested(parts.element, zone)
      return v => `[${(v as HostValue[]).map(element).join(',')}]`
    }
    case 'map': {
      const key = nested(parts.key, zone)
      const value = nested(parts.value, zone)
      return v => {
        const { keys, values } = v as MapValue
        return `{${keys
          .map((k, i) => `${key(k)}:${value(values[i])}`)
          .sort(byUtf16)
          .join(',')}}`
      }
    }
    case 'struct': {
      const members = parts.members.map(m => nested(m.type, zone))
      return v => `{${(v as HostValue[]).map((m, i) => `"${parts.members[i].name}":${members[i](m)}`).join(',')}}`
    }
    default:
      if (isYearMonth(type)) return v => yearMonthText(v as number)
      if (isDayTime(type)) return v => dayTimeText(v as bigint)
      return plainText(type, zone)
  }
}

const byUtf16 = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const orNull =
  (text: TextOf): TextOf =>
  v =>
    v === null ? 'null' : text(v)

function nested(type: TypeName, zone: string): TextOf {
  return orNull(type === 'string' ? v => `"${v}"` : hiveText(type, zone))
}

function plainText(type: TypeName, zone: string): TextOf {
  const parts = typeParts(type)
  if (parts.kind === 'decimal') return v => decimalText(v as bigint, parts.scale)
  switch (type) {
    case 'float':
      return v => floatText(v as number)
    case 'double':
      return v => doubleText(v as number)
    case 'date':
      return v => dateText(v as number)
    case 'timestamp': {
      const clock = timeZone(zone)
      return v => dateTimeText(clock.toLocal(v as bigint))
    }
    case 'timestamp_ntz':
      return v => dateTimeText(v as bigint)
    case 'interval':
      return v => calendarIntervalText(v as Interval)
    case 'binary':
      return v => decoder.decode(v as Uint8Array)
    default:
      return String
  }
}

/** Names of types as Spark prints them: `bigint`, `array<int>`, `interval day to second`. */
export function typeText(type: TypeName): string {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'decimal':
      return `decimal(${parts.precision},${parts.scale})`
    case 'list':
      return `array<${typeText(parts.element)}>`
    case 'map':
      return `map<${typeText(parts.key)},${typeText(parts.value)}>`
    case 'struct':
      return `struct<${parts.members.map(m => `${m.name}:${typeText(m.type)}`).join(',')}>`
    default:
      if (type === 'interval_ym') return 'interval year to month'
      if (type === 'interval_dt') return 'interval day to second'
      if (isYearMonth(type) || isDayTime(type)) return `interval ${type.slice('interval_'.length).replace('_', ' to ')}`
      return SIMPLE[type] ?? type
  }
}

const SIMPLE: Readonly<Partial<Record<TypeName, string>>> = {
  int8: 'tinyint',
  int16: 'smallint',
  int32: 'int',
  int64: 'bigint',
}
