import type { HostValue, TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments, isNumeric, isVoid, mismatch } from '../../analyse/coercion.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { arithmeticHelpers } from '../arithmetic-helpers.ts'
import { DAY_US, daysOf } from '../calendar.ts'
import { saturated } from '../cast-datetime.ts'
import { power10 } from '../decimal.ts'
import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { int32, int64 } from '../time-arithmetic.ts'
import { timeZone } from '../time-zone.ts'
import { signature } from './signature.ts'

const outOfBounds = (what: string): never => {
  throw new MillraceError(
    'MILLRACE_ARITHMETIC',
    `[DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION] There is no such ${what}. Use the try_ form to get NULL instead.`,
  )
}

function int32Days(days: number): number {
  if (days === (days | 0)) return days
  throw new MillraceError('MILLRACE_ARITHMETIC', '[ARITHMETIC_OVERFLOW] integer overflow in make_date.')
}

/** Null instead of the errors of a function. */
function attempted(evaluator: (call: TypedCall) => (...args: never[]) => HostValue) {
  return (call: TypedCall) => {
    const evaluate = evaluator(call) as (...args: HostValue[]) => HostValue
    return (...args: HostValue[]): HostValue => {
      try {
        return evaluate(...args)
      } catch (error) {
        if (error instanceof MillraceError && error.code === 'MILLRACE_ARITHMETIC') return null
        throw error
      }
    }
  }
}

/** Microseconds of a wall clock; seconds are in microseconds, 60 of them are the next minute. */
function wallClock(year: number, month: number, day: number, hour: number, minute: number, us: bigint): bigint {
  const days = daysOf(year, month, day)
  const seconds = us === 60_000_000n ? 60_000_000n : us
  if (days === undefined) return outOfBounds('day')
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || seconds < 0n || seconds > 60_000_000n) {
    return outOfBounds('time')
  }
  return BigInt(days) * DAY_US + BigInt(hour * 3600 + minute * 60) * 1_000_000n + seconds
}

const CLOCK: readonly TypeName[] = ['int32', 'int32', 'int32', 'int32', 'int32', 'decimal(16,6)']

function makeTimestamp(type: 'timestamp' | 'timestamp_ntz', attempt: boolean): ScalarFunction {
  const evaluator = (call: TypedCall) => {
    const session = timeZone(type === 'timestamp' ? (call.timeZone ?? 'UTC') : 'UTC')
    return (y: number, mo: number, d: number, h: number, mi: number, us: bigint, zone?: string) =>
      (zone === undefined ? session : timeZone(zone)).toUtc(wallClock(y, mo, d, h, mi, us))
  }
  return hosted({
    raises: !attempt,
    zoned: true,
    resolve: (args, name) => {
      const parameters = type === 'timestamp' ? [...CLOCK, 'string' as const] : CLOCK
      const resolved = signature(parameters, type, { required: CLOCK.length })(args, name)
      return { ...resolved, nullable: attempt || resolved.nullable }
    },
    evaluator: attempt ? attempted(evaluator) : evaluator,
  })
}

/** Parts of an interval as numbers, 0 where they are not given; the last one may be seconds with a fraction. */
const parts = (types: readonly TypeName[], type: TypeName, attempt = false) => {
  const rule = signature(types, type, { required: 0 })
  return (args: readonly TypedExpression[], name: string) => {
    const resolved = rule(args, name)
    return { ...resolved, nullable: attempt || resolved.nullable }
  }
}

const makeCalendar =
  () =>
  (years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, us = 0n) => ({
    months: int32(years * 12 + months, 'make_interval'),
    days: int32(weeks * 7 + days, 'make_interval'),
    microseconds: int64(BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + us, 'make_interval'),
  })

const CALENDAR: readonly TypeName[] = ['int32', 'int32', 'int32', 'int32', 'int32', 'int32', 'decimal(18,6)']

/** A number of a unit since 1970 as a timestamp; `unit` is in microseconds. */
const since = (unit: bigint): ScalarFunction =>
  hosted({
    raises: true,
    resolve: signature(['int64'], 'timestamp'),
    evaluator: () => (value: bigint) => arithmeticHelpers.checked64(value * unit, 'timestamp'),
  })

/** Dates, timestamps and intervals made of numbers. */
export const timeMake = {
  makeDate: hosted({
    raises: true,
    resolve: signature(['int32', 'int32', 'int32'], 'date'),
    evaluator: () => (year: number, month: number, day: number) =>
      int32Days(daysOf(year, month, day) ?? outOfBounds('day')),
  }),
  makeTimestamp: makeTimestamp('timestamp', false),
  makeTimestampLtz: makeTimestamp('timestamp', false),
  makeTimestampNtz: makeTimestamp('timestamp_ntz', false),
  tryMakeTimestamp: makeTimestamp('timestamp', true),
  tryMakeTimestampLtz: makeTimestamp('timestamp', true),
  tryMakeTimestampNtz: makeTimestamp('timestamp_ntz', true),
  makeInterval: hosted({ raises: true, resolve: parts(CALENDAR, 'interval'), evaluator: makeCalendar }),
  tryMakeInterval: hosted({ resolve: parts(CALENDAR, 'interval', true), evaluator: attempted(makeCalendar) }),
  makeDtInterval: hosted({
    raises: true,
    resolve: parts(['int32', 'int32', 'int32', 'decimal(18,6)'], 'interval_dt'),
    evaluator:
      () =>
      (days = 0, hours = 0, minutes = 0, us = 0n) =>
        int64(
          BigInt(days) * DAY_US + BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + us,
          'make_dt_interval',
        ),
  }),
  makeYmInterval: hosted({
    raises: true,
    resolve: parts(['int32', 'int32'], 'interval_ym'),
    evaluator:
      () =>
      (years = 0, months = 0) =>
        int32(years * 12 + months, 'make_ym_interval'),
  }),
  dateFromUnixDate: hosted({ resolve: signature(['int32'], 'date'), evaluator: () => (days: number) => days }),
  timestampSeconds: hosted({
    raises: true,
    resolve(args, name) {
      expectArguments(name, args, 1)
      const [arg] = args
      if (!isNumeric(arg.type) && !isVoid(arg)) throw mismatch(name, args, 'a number')
      const typed = isVoid(arg) ? coerce(arg, 'int64') : arg
      return { args: [typed], type: 'timestamp', nullable: true }
    },
    evaluator: call => secondsToMicros(call.args[0].type),
  }),
  timestampMillis: since(1000n),
  timestampMicros: since(1n),
} satisfies Record<string, ScalarFunction>

function secondsToMicros(type: TypeName): (value: never) => HostValue {
  const scale = /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1]
  if (scale !== undefined) {
    const digits = Number(scale)
    return (value: bigint) => {
      if (digits > 6 && value % power10(digits - 6) !== 0n) {
        throw new MillraceError(
          'MILLRACE_ARITHMETIC',
          '[ROUNDING_NECESSARY] A timestamp has no digits after microseconds.',
        )
      }
      const us = digits > 6 ? value / power10(digits - 6) : value * power10(6 - digits)
      return arithmeticHelpers.checked64(us, 'timestamp_seconds')
    }
  }
  if (type === 'double' || type === 'float') {
    return (value: number) => (Number.isFinite(value) ? saturated(BigInt(Math.trunc(value * 1e6))) : null)
  }
  return (value: number | bigint) => arithmeticHelpers.checked64(BigInt(value) * 1_000_000n, 'timestamp_seconds')
}
