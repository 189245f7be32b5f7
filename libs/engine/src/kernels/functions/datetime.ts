import { isInt64Based, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments, isInteger, isVoid, mismatch } from '../../analyse/coercion.ts'
import type { AnalysisContext } from '../../analyse/context.ts'
import { isDatetime } from '../../analyse/type-classes.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { civilFromDays, dayOfYear, daysInMonth, isoWeek, isoWeekday } from '../calendar.ts'
import { localTime } from '../cast.ts'
import { daysOfMicros } from '../cast-datetime.ts'
import { MONTHS, WEEKDAYS } from '../datetime-pattern/names.ts'
import { anyNullable, type Resolved, type ScalarFunction } from '../function.ts'
import type { Generator } from '../generator.ts'
import { hosted } from '../hosted.ts'
import { timeZone } from '../time-zone.ts'
import { signature } from './signature.ts'

/** Text of `floor(us / unit)`, a number, and of the rest that is not negative. Both arguments are texts of timestamps. */
export function floorDivide(g: Generator, us: string, unit: number): string {
  if (!g.exact) return `Math.floor(${us} / ${unit})`
  return `Number(${g.constants.helpers}.floorDivide(${us}, ${unit}n))`
}

/** The only argument as a timestamp of either kind; strings and dates are ones of the session's zone. */
export function timestampArgument(args: readonly TypedExpression[], name: string, type: TypeName): Resolved {
  expectArguments(name, args, 1)
  const [arg] = args
  if (!isDatetime(arg.type) && arg.type !== 'string' && !isVoid(arg)) throw mismatch(name, args, 'timestamp')
  const typed = arg.type === 'timestamp_ntz' ? arg : coerce(arg, 'timestamp')
  return { args: [typed], type, nullable: typed.nullable }
}

/** A part of the time of day. */
function timePart(unit: number, modulo: number): ScalarFunction {
  return {
    zoned: true,
    resolve: (args, name) => timestampArgument(args, name, 'int32'),
    emit: (call, g) =>
      g.strict(call.args, 'int32', ([us]) => {
        const local = localTime(g, us.value, call.args[0].type === 'timestamp' ? call.timeZone : 'UTC')
        const whole = g.fresh('x')
        g.line(`const ${whole} = ${floorDivide(g, local, unit)}`)
        return `${whole} - Math.floor(${whole} / ${modulo}) * ${modulo}`
      }),
  }
}

/** A number that depends on the day alone. */
function dayPart(of: (days: number) => number): ScalarFunction {
  return {
    resolve: signature(['date'], 'int32'),
    emit: (call, g) => g.strict(call.args, 'int32', ([days]) => `${g.constants.object(of)}(${days.value})`),
  }
}

const nameOf = (names: readonly string[], index: (days: number) => number): ScalarFunction =>
  hosted({
    resolve: signature(['date'], 'string'),
    evaluator: () => (days: number) => names[index(days)].slice(0, 3),
  })

/** Days since 1970 of a name of a weekday: 0 for Monday. */
function weekdayOf(text: string): number {
  const name = text.toUpperCase()
  const found = WEEKDAYS.findIndex(d => [2, 3, d.length].some(n => d.slice(0, n).toUpperCase() === name))
  if (found >= 0) return found
  throw new MillraceError('MILLRACE_ARITHMETIC', `[ILLEGAL_DAY_OF_WEEK] Illegal input for day of week: ${text}.`)
}

/** What analysis puts in for a function of the moment of the query. */
function fixed(type: TypeName, value: (context: AnalysisContext) => string | number): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, 0)
      return { args, type, nullable: false }
    },
    emit: call => {
      throw new MillraceError('MILLRACE_INTERNAL', `${call.name} is replaced by analysis.`)
    },
    constant: context => ({ kind: 'literal', type, value: value(context), nullable: false }),
  }
}

const localNow = ({ now, timeZone: zone }: AnalysisContext): bigint => timeZone(zone).toLocal(now)

const currentDate = fixed('date', context => daysOfMicros(localNow(context)))
const currentTimestamp = fixed('timestamp', ({ now }) => String(now))

const dayOfMonth = dayPart(days => civilFromDays(days).day)

/** A date some days later (1) or earlier (-1). */
function shiftDate(sign: 1 | -1): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, 2)
      const [date, days] = args
      const datelike = isDatetime(date.type) || date.type === 'string' || isVoid(date)
      const whole = (isInteger(days.type) && !isInt64Based(days.type)) || days.type === 'string' || isVoid(days)
      if (!datelike || !(whole || days.type === 'interval_day')) {
        throw mismatch(name, args, 'a date and a number of days')
      }
      const typed = [coerce(date, 'date'), coerce(days, 'int32')]
      return { args: typed, type: 'date', nullable: anyNullable(typed) }
    },
    emit: (call, g) =>
      g.strict(call.args, 'date', ([date, days]) => `(${date.value} ${sign === 1 ? '+' : '-'} ${days.value} | 0)`),
  }
}

const dateAdd = shiftDate(1)
const dateDiff: ScalarFunction = {
  resolve: signature(['date', 'date'], 'int32'),
  emit: (call, g) => g.strict(call.args, 'int32', ([a, b]) => `(${a.value} - ${b.value} | 0)`),
}

/** Parts of dates and timestamps, days apart, and the moment of the query. Parts of timestamps are those of the session's time zone. */
export const datetime = {
  year: dayPart(days => civilFromDays(days).year),
  quarter: dayPart(days => Math.floor((civilFromDays(days).month + 2) / 3)),
  month: dayPart(days => civilFromDays(days).month),
  dayofmonth: dayOfMonth,
  day: dayOfMonth,
  /** 1 is Sunday. */
  dayofweek: dayPart(days => (isoWeekday(days) % 7) + 1),
  /** 0 is Monday. */
  weekday: dayPart(days => isoWeekday(days) - 1),
  dayofyear: dayPart(dayOfYear),
  weekofyear: dayPart(days => isoWeek(days).week),
  yearOfWeek: dayPart(days => isoWeek(days).year),
  isoWeekday: dayPart(isoWeekday),
  dayname: nameOf(WEEKDAYS, days => isoWeekday(days) - 1),
  monthname: nameOf(MONTHS, days => civilFromDays(days).month - 1),
  hour: timePart(3.6e9, 24),
  minute: timePart(6e7, 60),
  second: timePart(1e6, 60),
  /** Seconds with microseconds, what `extract(second from ...)` gives. */
  secondWithFraction: hosted({
    zoned: true,
    resolve: (args, name) => timestampArgument(args, name, 'decimal(8,6)'),
    evaluator: call => {
      const zone = timeZone(call.args[0].type === 'timestamp' ? (call.timeZone ?? 'UTC') : 'UTC')
      return (us: bigint) => ((zone.toLocal(us) % 60_000_000n) + 60_000_000n) % 60_000_000n
    },
  }),
  dateAdd,
  dateadd: dateAdd,
  dateSub: shiftDate(-1),
  datediff: dateDiff,
  dateDiff,
  lastDay: {
    resolve: signature(['date'], 'date'),
    emit: (call, g) => g.strict(call.args, 'date', ([days]) => `${g.constants.object(lastDay)}(${days.value})`),
  },
  nextDay: hosted({
    raises: true,
    resolve: signature(['date', 'string'], 'date'),
    evaluator: () => (days: number, weekday: string) => {
      const wanted = weekdayOf(weekday.trim())
      return days + 1 + ((((wanted - isoWeekday(days)) % 7) + 7) % 7)
    },
  }),
  currentDate,
  curdate: currentDate,
  currentTimestamp,
  now: currentTimestamp,
  localtimestamp: fixed('timestamp_ntz', context => String(localNow(context))),
  currentTimezone: fixed('string', context => context.timeZone),
} satisfies Record<string, ScalarFunction>

function lastDay(days: number): number {
  const { year, month, day } = civilFromDays(days)
  return days + daysInMonth(year, month) - day
}
