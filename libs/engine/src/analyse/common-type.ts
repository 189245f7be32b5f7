import { isDayTime, isYearMonth, listType, mapType, structType, type TypeName, typeParts } from '@millrace/columns'
import { decimalShape, widerDecimal } from './decimal-types.ts'
import { isDatetime, isDecimal, isFloating, isInteger, isInterval, isNumeric } from './type-classes.ts'

const NUMBERS: readonly TypeName[] = ['int8', 'int16', 'int32', 'int64', 'float', 'double']
const UNITS = ['day', 'hour', 'minute', 'second'] as const

/** First and last unit of a day-time interval, as indices of UNITS. */
function unitsOf(type: TypeName): readonly [number, number] {
  if (type === 'interval_dt') return [0, 3]
  const units = type.slice('interval_'.length).split('_')
  return [UNITS.indexOf(units[0] as never), UNITS.indexOf(units.at(-1) as never)]
}

/** The day-time interval with all units of both. */
export function widerDayTime(a: TypeName, b: TypeName): TypeName {
  const from = Math.min(unitsOf(a)[0], unitsOf(b)[0])
  const to = Math.max(unitsOf(a)[1], unitsOf(b)[1])
  if (from === 0 && to === 3) return 'interval_dt'
  return `interval_${UNITS[from]}${from === to ? '' : `_${UNITS[to]}`}` as TypeName
}

export const widerYearMonth = (a: TypeName, b: TypeName): TypeName => (a === b ? a : 'interval_ym')

/** The narrowest type that both become without loss (Spark's findTightestCommonType in ANSI mode). */
export function tightestCommonType(a: TypeName, b: TypeName): TypeName | undefined {
  if (a === b || b === 'void') return a
  if (a === 'void') return b
  if (isNumeric(a) && isNumeric(b)) {
    if (isDecimal(a) || isDecimal(b)) return holdsInteger(a, b) ? a : holdsInteger(b, a) ? b : undefined
    const wider = NUMBERS[Math.max(NUMBERS.indexOf(a), NUMBERS.indexOf(b))]
    // A float would not hold an integer's digits.
    return wider === 'float' ? 'double' : wider
  }
  if (isDatetime(a) && isDatetime(b)) return a === 'timestamp' || b === 'timestamp' ? 'timestamp' : 'timestamp_ntz'
  if (isDayTime(a) && isDayTime(b)) return widerDayTime(a, b)
  if (isYearMonth(a) && isYearMonth(b)) return widerYearMonth(a, b)
  return nestedCommonType(a, b, tightestCommonType)
}

function holdsInteger(decimal: TypeName, integer: TypeName): boolean {
  if (!isDecimal(decimal) || !isInteger(integer)) return false
  const { precision, scale } = decimalShape(decimal)!
  return precision - scale >= decimalShape(integer)!.precision
}

/** The type in which values of both are values of one column (Spark's findWiderTypeForTwo in ANSI mode), or undefined. */
export function widerType(a: TypeName, b: TypeName): TypeName | undefined {
  const tightest = tightestCommonType(a, b)
  if (tightest !== undefined) return tightest
  if (isNumeric(a) && isNumeric(b)) {
    return isFloating(a) || isFloating(b) ? 'double' : widerDecimal(decimalShape(a)!, decimalShape(b)!)
  }
  return withString(a, b) ?? withString(b, a) ?? nestedCommonType(a, b, widerType)
}

/** ANSI mode: a string beside another type is read as that type, beside a number as the widest of its kind. */
function withString(a: TypeName, other: TypeName): TypeName | undefined {
  if (a !== 'string') return undefined
  if (isInteger(other)) return 'int64'
  if (isNumeric(other)) return 'double'
  return isInterval(other) || typeParts(other).kind !== 'simple' ? undefined : other
}

/** The type that a string beside the other type is read as, or undefined when neither or both are strings. */
export function stringPromotion(a: TypeName, b: TypeName): TypeName | undefined {
  if (a === b) return undefined
  return withString(a, b) ?? withString(b, a)
}

function nestedCommonType(
  a: TypeName,
  b: TypeName,
  common: (a: TypeName, b: TypeName) => TypeName | undefined,
): TypeName | undefined {
  const x = typeParts(a)
  const y = typeParts(b)
  if (x.kind === 'list' && y.kind === 'list') {
    const element = common(x.element, y.element)
    return element && listType(element)
  }
  if (x.kind === 'map' && y.kind === 'map') {
    const key = common(x.key, y.key)
    const value = common(x.value, y.value)
    return key && value && mapType(key, value)
  }
  if (x.kind !== 'struct' || y.kind !== 'struct' || x.members.length !== y.members.length) return undefined
  const members = x.members.flatMap((m, i) => {
    const type = common(m.type, y.members[i].type)
    const same = m.name.toLowerCase() === y.members[i].name.toLowerCase()
    return same && type !== undefined ? [{ name: m.name, type }] : []
  })
  return members.length === x.members.length ? structType(members) : undefined
}
