import { isDayTime, isYearMonth, type TypeName } from '@millrace/columns'
import { coerce, isNumeric, isVoid, mismatch } from '../../analyse/coercion.ts'
import { widerDayTime, widerYearMonth } from '../../analyse/common-type.ts'
import { isAnsiInterval, isDatetime, isInterval } from '../../analyse/type-classes.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { anyNullable, type Resolved } from '../function.ts'

/**
 * How `+`, `-`, `*`, `/`, `div`, signs and abs resolve when a date, timestamp or interval is among the operands; undefined
 * otherwise. With `attempt` errors of the operation are null.
 */
export function datetimeArithmetic(
  operation: string,
  name: string,
  args: readonly TypedExpression[],
  attempt: boolean,
): Resolved | undefined {
  if (!args.some(a => isDatetime(a.type) || isInterval(a.type))) return undefined
  const resolved = args.length === 1 ? ofOne(operation, args[0]) : ofTwo(operation, args[0], args[1])
  if (resolved === undefined) throw mismatch(name, args, 'another type')
  if (!attempt || resolved.name === undefined || TOTAL.includes(resolved.name))
    return { ...resolved, nullable: attempt || resolved.nullable }
  return { ...resolved, name: `try${resolved.name[0].toUpperCase()}${resolved.name.slice(1)}`, nullable: true }
}

/** What raises no error and so has no try_ form. */
const TOTAL = ['dateAdd', 'dateSub']

function ofOne(operation: string, arg: TypedExpression): Resolved | undefined {
  if (isAnsiInterval(arg.type)) return { args: [arg], type: arg.type, nullable: arg.nullable }
  if (arg.type !== 'interval' || operation === 'abs') return undefined
  return made(operation === 'negative' ? 'negateInterval' : 'coalesce', 'interval', arg)
}

function ofTwo(operation: string, a: TypedExpression, b: TypedExpression): Resolved | undefined {
  switch (operation) {
    case 'add':
      return sum(a, b) ?? sum(b, a)
    case 'subtract':
      return difference(a, b)
    case 'multiply':
      return isInterval(a.type) ? scaled('multiplyInterval', a, b) : scaled('multiplyInterval', b, a)
    case 'divide':
      return isInterval(a.type) ? scaled('divideInterval', a, b) : undefined
    case 'div':
      return sameKind(a, b) ? made('divideIntervals', 'int64', a, b) : undefined
    default:
      return undefined
  }
}

const made = (name: string, type: TypeName, ...args: readonly TypedExpression[]): Resolved => ({
  name,
  args,
  type,
  nullable: anyNullable(args),
})

const sameKind = (a: TypedExpression, b: TypedExpression): boolean =>
  (isYearMonth(a.type) && isYearMonth(b.type)) || (isDayTime(a.type) && isDayTime(b.type))

/** Two intervals of a kind, in the type with the units of both; a void takes the other's type. */
function intervals(a: TypedExpression, b: TypedExpression): Resolved | undefined {
  if (isVoid(a)) return intervals(coerce(a, b.type), b)
  if (isVoid(b)) return intervals(a, coerce(b, a.type))
  if (!sameKind(a, b)) return undefined
  const type = isDayTime(a.type) ? widerDayTime(a.type, b.type) : widerYearMonth(a.type, b.type)
  return { args: [coerce(a, type), coerce(b, type)], type, nullable: anyNullable([a, b]) }
}

const isDays = (e: TypedExpression): boolean => ['int8', 'int16', 'int32'].includes(e.type)

/** A date or timestamp (or an interval) and what is added to it. */
function sum(a: TypedExpression, b: TypedExpression): Resolved | undefined {
  if (a.type === 'interval' && b.type === 'interval') return made('addIntervals', 'interval', a, b)
  if (isAnsiInterval(b.type) && (isAnsiInterval(a.type) || isVoid(a))) return intervals(a, b)
  if (isInterval(a.type) && isVoid(b)) return intervals(a, b)
  if (a.type === 'date') {
    if (isVoid(b)) return made('timestampAddDayTime', 'timestamp', coerce(a, 'timestamp'), coerce(b, 'interval_dt'))
    if (isDays(b) || b.type === 'interval_day') return made('dateAdd', 'date', a, coerce(b, 'int32'))
    if (isYearMonth(b.type)) return made('dateAddMonths', 'date', a, b)
    if (b.type === 'interval') return made('dateAddInterval', 'date', a, b)
    if (isDayTime(b.type)) return made('timestampAddDayTime', 'timestamp', coerce(a, 'timestamp'), b)
  }
  // A string is a timestamp, and so is the result, as a string.
  if (a.type === 'string' && isDayTime(b.type)) return made('stringAddDayTime', 'string', a, b)
  if (a.type !== 'timestamp' && a.type !== 'timestamp_ntz') return undefined
  if (isYearMonth(b.type)) return made('timestampAddMonths', a.type, a, b)
  if (isDayTime(b.type)) return made('timestampAddDayTime', a.type, a, b)
  return b.type === 'interval' || isVoid(b) ? made('timestampAddInterval', a.type, a, coerce(b, 'interval')) : undefined
}

function difference(a: TypedExpression, b: TypedExpression): Resolved | undefined {
  if (isAnsiInterval(b.type) && (isAnsiInterval(a.type) || isVoid(a))) return intervals(a, b)
  if (isAnsiInterval(a.type) && isVoid(b)) return intervals(a, b)
  const date = (e: TypedExpression): boolean => e.type === 'date' || e.type === 'string' || isVoid(e)
  if (date(a) && date(b)) return made('subtractDates', 'interval_day', coerce(a, 'date'), coerce(b, 'date'))
  if (isInterval(b.type))
    return isDatetime(a.type) || a.type === 'interval' || a.type === 'string' ? sum(a, negative(b)) : undefined
  if (a.type === 'date' && isDays(b)) return made('dateSub', 'date', a, coerce(b, 'int32'))
  const point = (e: TypedExpression): boolean => isDatetime(e.type) || e.type === 'string' || isVoid(e)
  if (!point(a) || !point(b)) return undefined
  const ntz = [a, b].every(e => e.type !== 'timestamp') && [a, b].some(e => e.type === 'timestamp_ntz')
  const type = ntz ? 'timestamp_ntz' : 'timestamp'
  return made('subtractTimestamps', 'interval_dt', coerce(a, type), coerce(b, type))
}

/** Minus an interval. */
export const negative = (e: TypedExpression): TypedCall => ({
  kind: 'call',
  name: e.type === 'interval' ? 'negateInterval' : 'negative',
  args: [e],
  type: e.type,
  nullable: e.nullable,
})

function scaled(name: string, interval: TypedExpression, factor: TypedExpression): Resolved | undefined {
  if (!isInterval(interval.type)) return undefined
  if (!isNumeric(factor.type) && factor.type !== 'string' && !isVoid(factor)) return undefined
  const type = isYearMonth(interval.type) ? 'interval_ym' : isDayTime(interval.type) ? 'interval_dt' : 'interval'
  const number = isNumeric(factor.type) && type !== 'interval' ? factor : coerce(factor, 'double')
  return made(name, type, coerce(interval, type), number)
}
