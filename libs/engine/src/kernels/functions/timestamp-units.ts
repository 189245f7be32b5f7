import type { TypeName } from '@millrace/columns'
import { coerce, expectArguments, isInteger, isVoid, mismatch } from '../../analyse/coercion.ts'
import { isDatetime } from '../../analyse/type-classes.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { civilFromDays, DAY_US } from '../calendar.ts'
import { daysOfMicros } from '../cast-datetime.ts'
import { anyNullable, type ScalarFunction } from '../function.ts'
import type { Generator, Value } from '../generator.ts'
import { emitHost, hosted } from '../hosted.ts'
import { addToTimestamp, int32 } from '../time-arithmetic.ts'
import { timeZone } from '../time-zone.ts'
import { checkRange } from './arithmetic.ts'

/** Units of a fixed length, in microseconds. */
const FIXED: Readonly<Record<string, number>> = {
  microsecond: 1,
  millisecond: 1e3,
  second: 1e6,
  minute: 6e7,
  hour: 3.6e9,
}
const DAYS: Readonly<Record<string, number>> = { day: 1, dayofyear: 1, week: 7 }
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 }

const UNITS = [...Object.keys(FIXED), ...Object.keys(DAYS), ...Object.keys(MONTHS)]

function unitOf(name: string, args: readonly TypedExpression[]): string {
  const [unit] = args
  const word = unit?.kind === 'literal' ? String(unit.value).toLowerCase() : ''
  if (!UNITS.includes(word)) throw mismatch(name, args, `a unit among ${UNITS.join(', ')}`)
  return word
}

function moment(name: string, args: readonly TypedExpression[], e: TypedExpression): TypedExpression {
  if (!isDatetime(e.type) && e.type !== 'string' && !isVoid(e)) throw mismatch(name, args, 'a timestamp')
  return e.type === 'timestamp_ntz' ? e : coerce(e, 'timestamp')
}

const zoneOf = (type: TypeName, zone = 'UTC') => timeZone(type === 'timestamp' ? zone : 'UTC')

/** Time plus a quantity of a unit of fixed length. */
function emitFixed(g: Generator, args: readonly TypedExpression[], type: TypeName, unit: number): Value {
  return g.strict(args, type, ([quantity, time]) => {
    const v = g.fresh('x')
    g.line(`const ${v} = ${time.value} + ${quantity.value} * ${g.integer(type, unit)}`)
    return checkRange(g, v, type, 'timestampAdd')
  })
}

/** Functions of a unit: Spark's timestampadd and timestampdiff. Days and longer ones are those of the session time zone's calendar. */
export const timestampUnits = {
  timestampAdd: {
    raises: true,
    zoned: true,
    resolve(args, name) {
      expectArguments(name, args, 3)
      unitOf(name, args)
      const [unit, quantity, time] = args
      if (!isInteger(quantity.type) && !isVoid(quantity) && quantity.type !== 'string') {
        throw mismatch(name, args, 'an integer quantity')
      }
      const typed = [unit, coerce(quantity, 'int64'), moment(name, args, time)]
      return { args: typed, type: typed[2].type, nullable: anyNullable(typed) }
    },
    emit(call, g) {
      const unit = unitOf(call.name, call.args)
      const args = call.args.slice(1)
      const zone = zoneOf(call.type, call.timeZone)
      if (FIXED[unit] !== undefined) return emitFixed(g, args, call.type, FIXED[unit])
      // A day of UTC is as long as the others.
      if (DAYS[unit] !== undefined && zone.id === 'UTC')
        return emitFixed(g, args, call.type, DAYS[unit] * Number(DAY_US))
      const [months, days] = [MONTHS[unit] ?? 0, DAYS[unit] ?? 0]
      return emitHost(g, args, call.type, ((quantity: bigint, us: bigint) => {
        const n = int32(quantity * BigInt(months + days), 'timestampAdd')
        return addToTimestamp(us, months === 0 ? 0 : n, months === 0 ? n : 0, 0n, zone)
      }) as never)
    },
  },
  timestampDiff: hosted({
    zoned: true,
    resolve(args, name) {
      expectArguments(name, args, 3)
      const [unit, from, to] = args
      unitOf(name, args)
      const ntz = [from, to].some(e => e.type === 'timestamp_ntz') && [from, to].every(e => e.type !== 'timestamp')
      const type = ntz ? 'timestamp_ntz' : 'timestamp'
      const typed = [unit, coerce(moment(name, args, from), type), coerce(moment(name, args, to), type)]
      return { args: typed, type: 'int64', nullable: anyNullable(typed) }
    },
    evaluator(call) {
      const unit = unitOf(call.name, call.args)
      const zone = zoneOf(call.args[1].type, call.timeZone)
      return (_unit: string, from: bigint, to: bigint) => {
        const [a, b] = [zone.toLocal(from), zone.toLocal(to)]
        if (MONTHS[unit] !== undefined) return BigInt(Math.trunc(wholeMonths(a, b) / MONTHS[unit]) + 0)
        return (b - a) / (FIXED[unit] === undefined ? DAY_US * BigInt(DAYS[unit]) : BigInt(FIXED[unit]))
      }
    },
  }),
} satisfies Record<string, ScalarFunction>

/** Whole months from one wall clock to another, as Java's LocalDateTime.until counts them: backwards not the same number as forwards. */
function wholeMonths(from: bigint, to: bigint): number {
  const [first, last] = [daysOfMicros(from), daysOfMicros(to)]
  const [start, end] = [from - BigInt(first) * DAY_US, to - BigInt(last) * DAY_US]
  // A last day that is not over does not count.
  const unfinished = last > first && end < start ? -1 : last < first && end > start ? 1 : 0
  const [a, b] = [civilFromDays(first), civilFromDays(last + unfinished)]
  return Math.trunc((((b.year - a.year) * 12 + b.month - a.month) * 32 + b.day - a.day) / 32)
}
