import { type HostValue, type Interval, isYearMonth, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { arithmeticHelpers } from '../arithmetic-helpers.ts'
import { addMonths, DAY_US } from '../calendar.ts'
import { hostCast } from '../cast-host.ts'
import { divideHalfUp, power10 } from '../decimal.ts'
import { anyNullable, type ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import {
  added,
  addToTimestamp,
  fromFractions,
  int32,
  int64,
  negated,
  roundHalfUp,
  splitDays,
} from '../time-arithmetic.ts'
import { type TimeZone, timeZone } from '../time-zone.ts'

type Evaluate = (...args: never[]) => HostValue

/** A function that operators resolve to, and its form that is null where the other one raises an error. */
function pair(name: string, evaluator: (call: TypedCall) => Evaluate): Record<string, ScalarFunction> {
  const resolve = (args: readonly TypedExpression[]) => ({
    args,
    type: args[0].type,
    nullable: anyNullable(args),
  })
  const attempt = (call: TypedCall): Evaluate => {
    const evaluate = evaluator(call) as (...args: HostValue[]) => HostValue
    return (...args: HostValue[]) => {
      try {
        return evaluate(...args)
      } catch (error) {
        if (error instanceof MillraceError && error.code === 'MILLRACE_ARITHMETIC') return null
        throw error
      }
    }
  }
  return {
    [name]: hosted({ resolve, evaluator, raises: true, zoned: true }),
    [`try${name[0].toUpperCase()}${name.slice(1)}`]: hosted({ resolve, evaluator: attempt, zoned: true }),
  }
}

/** The zone in which a call counts days and months: none for wall clocks. */
const zoneOf = (call: TypedCall): TimeZone =>
  timeZone(call.args[0].type === 'timestamp' ? (call.timeZone ?? 'UTC') : 'UTC')

/** What arithmetic on dates, timestamps and intervals resolves to. */
export const intervalArithmetic = {
  ...pair('dateAddMonths', () => (days: number, months: number) => addMonths(days, months)),
  ...pair('dateAddInterval', () => (date: number, { months, days, microseconds }: Interval) => {
    if (microseconds !== 0n) {
      throw new MillraceError(
        'MILLRACE_ARITHMETIC',
        '[INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION] Cannot add an interval to a date because its microseconds part is not 0.',
      )
    }
    return addMonths(date, months) + days
  }),
  ...pair('timestampAddMonths', call => {
    const zone = zoneOf(call)
    return (us: bigint, months: number) => addToTimestamp(us, months, 0, 0n, zone)
  }),
  ...pair('timestampAddDayTime', call => {
    const zone = zoneOf(call)
    return (us: bigint, interval: bigint) => {
      const { days, micros } = splitDays(interval)
      return addToTimestamp(us, 0, days, micros, zone)
    }
  }),
  ...pair('timestampAddInterval', call => {
    const zone = zoneOf(call)
    return (us: bigint, { months, days, microseconds }: Interval) =>
      addToTimestamp(us, months, days, microseconds, zone)
  }),
  ...pair('stringAddDayTime', call => {
    const options = { timeZone: call.timeZone }
    const zone = timeZone(call.timeZone ?? 'UTC')
    const [parse, format] = [hostCast('string', 'timestamp', options), hostCast('timestamp', 'string', options)]
    return (text: string, interval: bigint) => {
      const { days, micros } = splitDays(interval)
      return format(addToTimestamp(parse(text) as bigint, 0, days, micros, zone))
    }
  }),
  ...pair('subtractDates', () => (a: number, b: number) => BigInt(a - b) * DAY_US),
  ...pair('subtractTimestamps', call => {
    const zone = zoneOf(call)
    return (a: bigint, b: bigint) => int64(zone.toLocal(a) - zone.toLocal(b), 'timestamp subtraction')
  }),
  ...pair('addIntervals', () => (a: Interval, b: Interval) => added(a, b)),
  ...pair('negateInterval', () => (a: Interval) => negated(a)),
  ...pair('divideIntervals', () => (a: number | bigint, b: number | bigint) => {
    if (Number(b) === 0) return dividedByZero()
    return int64(BigInt(a) / BigInt(b), 'interval division')
  }),
  ...pair('multiplyInterval', call => scale(call, true)),
  ...pair('divideInterval', call => scale(call, false)),
}

const dividedByZero = (): never => {
  throw new MillraceError('MILLRACE_ARITHMETIC', '[INTERVAL_DIVIDED_BY_ZERO] Division of an interval by zero.')
}

function scale(call: TypedCall, times: boolean): Evaluate {
  const [{ type: interval }, { type: factor }] = call.args
  const operation = times ? 'interval multiplication' : 'interval division'
  if (interval === 'interval') {
    return ({ months, days, microseconds }: Interval, by: number) => {
      if (times) return fromFractions(months * by, days * by, Number(microseconds) * by)
      return by === 0 ? dividedByZero() : fromFractions(months / by, days / by, Number(microseconds) / by)
    }
  }
  const fit = isYearMonth(interval)
    ? (value: bigint) => int32(value, operation)
    : (value: bigint) => int64(value, operation)
  return (value: number | bigint, by: number | bigint) => {
    if (!times && Number(by) === 0) return dividedByZero()
    return fit(scaledBy(BigInt(value), by, factor, times))
  }
}

/** HALF_UP; a decimal factor is exact, a floating one is not. */
function scaledBy(value: bigint, by: number | bigint, factor: TypeName, times: boolean): bigint {
  if (factor === 'double' || factor === 'float') {
    const exact = times ? Number(value) * (by as number) : Number(value) / (by as number)
    if (!Number.isFinite(exact)) return arithmeticHelpers.overflow('interval arithmetic', 'interval')
    return BigInt(roundHalfUp(exact))
  }
  const parts = typeParts(factor)
  const unit = power10(parts.kind === 'decimal' ? parts.scale : 0)
  return times ? divideHalfUp(value * BigInt(by), unit) : divideHalfUp(value * unit, BigInt(by))
}
