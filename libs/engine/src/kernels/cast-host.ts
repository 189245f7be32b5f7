import { type HostValue, isDayTime, isYearMonth, type MapValue, type TypeName, typeParts } from '@millrace/columns'
import { isInteger } from '../analyse/type-classes.ts'
import { arithmeticHelpers } from './arithmetic-helpers.ts'
import { fromDatetime, numberToTimestamp } from './cast-datetime.ts'
import { fromInterval, toInterval } from './cast-interval.ts'
import { type Leaf, toNumber } from './cast-number.ts'
import { parseText } from './cast-text.ts'
import { parseDecimal } from './decimal.ts'
import { castText, typeText } from './spark-text.ts'

export interface CastOptions {
  /** The session's time zone. Default UTC. */
  readonly timeZone?: string
  /** Null where the cast would raise an error. */
  readonly try?: boolean
}

/** A cast of host values; it gets no null, and gives null where Spark does. */
export type HostCast = (value: HostValue) => HostValue

/** The cast from a type to another one that `canCast` allows, in ANSI mode. */
export function hostCast(from: TypeName, to: TypeName, options: CastOptions = {}): HostCast {
  if (from === to) return v => v
  if (to === 'string') return castText(from, options.timeZone)
  const source = typeParts(from)
  const target = typeParts(to)
  if (source.kind === 'list' && target.kind === 'list') {
    const element = orNull(hostCast(source.element, target.element, options))
    return v => (v as HostValue[]).map(element)
  }
  if (source.kind === 'struct' && target.kind === 'struct') {
    const members = source.members.map((m, i) => orNull(hostCast(m.type, target.members[i].type, options)))
    return v => (v as HostValue[]).map((m, i) => members[i](m))
  }
  if (source.kind === 'map' && target.kind === 'map') {
    const key = hostCast(source.key, target.key, options)
    const value = orNull(hostCast(source.value, target.value, options))
    return v => ({ keys: (v as MapValue).keys.map(key), values: (v as MapValue).values.map(value) })
  }
  const leaf = leafCast(from, to, options.timeZone ?? 'UTC')
  if (options.try === true) return v => leaf(v) ?? null
  return v => {
    const result = leaf(v)
    return result === undefined ? fail(v, from, to) : result
  }
}

const orNull =
  (cast: HostCast): HostCast =>
  v =>
    v === null ? null : cast(v)

/** Undefined where the value cannot be cast. */
function leafCast(from: TypeName, to: TypeName, zone: string): Leaf {
  if (from === 'void') return () => null
  if (from === 'string') return parseText(to, zone)
  if (isDayTime(from) || isYearMonth(from)) return fromInterval(from, to)
  if (isDayTime(to) || isYearMonth(to)) return toInterval(from, to)
  if (from === 'date' || from === 'timestamp' || from === 'timestamp_ntz') return fromDatetime(from, to, zone)
  if (to === 'timestamp') return numberToTimestamp(from)
  return toNumber(from, to)
}

function fail(value: HostValue, from: TypeName, to: TypeName): never {
  const isNumber =
    from !== 'string' || (to.startsWith('decimal') && parseDecimal((value as string).trim()) !== undefined)
  if (!isNumber) return arithmeticHelpers.castInvalid(value as string, typeText(to).toUpperCase())
  const text = castText(from)(value)
  if (to.startsWith('decimal') && (from !== 'double' || Number.isFinite(value))) {
    const { precision, scale } = typeParts(to) as { precision: number; scale: number }
    return arithmeticHelpers.outOfRange(text, precision, scale)
  }
  if (to === 'timestamp') return arithmeticHelpers.castInvalid(text, 'TIMESTAMP')
  return arithmeticHelpers.castOverflow(text, typeText(from).toUpperCase(), typeText(to).toUpperCase())
}

/** Whether ANSI mode allows a cast at all. */
export function canCast(from: TypeName, to: TypeName): boolean {
  if (from === to || from === 'void' || to === 'string') return true
  const source = typeParts(from)
  const target = typeParts(to)
  if (source.kind === 'list' && target.kind === 'list') return canCast(source.element, target.element)
  if (source.kind === 'map' && target.kind === 'map') {
    return canCast(source.key, target.key) && canCast(source.value, target.value)
  }
  if (source.kind === 'struct' && target.kind === 'struct') {
    return (
      source.members.length === target.members.length &&
      source.members.every((m, i) => canCast(m.type, target.members[i].type))
    )
  }
  const a = castClass(from)
  const b = castClass(to)
  if (a === 'number' && b === 'interval') return isInteger(from) || source.kind === 'decimal'
  if (a === 'interval') return intervalCast(from, to)
  return a !== undefined && b !== undefined && ALLOWED[a].includes(b)
}

type CastClass =
  | 'number'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  | 'interval'
  | 'calendar'
  | 'binary'
  | 'string'

const ALLOWED: Readonly<Record<CastClass, readonly CastClass[]>> = {
  string: ['number', 'boolean', 'date', 'timestamp', 'timestamp_ntz', 'interval', 'calendar', 'binary'],
  number: ['number', 'boolean', 'timestamp'],
  boolean: ['number'],
  date: ['timestamp', 'timestamp_ntz'],
  timestamp: ['date', 'timestamp_ntz', 'number'],
  timestamp_ntz: ['date', 'timestamp'],
  interval: [],
  calendar: [],
  binary: [],
}

function castClass(type: TypeName): CastClass | undefined {
  if (isDayTime(type) || isYearMonth(type)) return 'interval'
  if (type === 'interval') return 'calendar'
  const parts = typeParts(type)
  if (parts.kind === 'decimal') return 'number'
  if (parts.kind !== 'simple' || type === 'void') return undefined
  return ['boolean', 'date', 'timestamp', 'timestamp_ntz', 'binary', 'string'].includes(type)
    ? (type as CastClass)
    : 'number'
}

/** Intervals become others of their kind, and numbers of their last unit. */
function intervalCast(from: TypeName, to: TypeName): boolean {
  if (isYearMonth(from) && isYearMonth(to)) return true
  if (isDayTime(from) && isDayTime(to)) return true
  return isInteger(to) || to.startsWith('decimal')
}
