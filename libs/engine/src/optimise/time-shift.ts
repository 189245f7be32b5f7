import type { HostValue, Interval } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { DAY_US } from '../kernels/calendar.ts'
import { evaluateConstant } from '../operators/relational/values.ts'
import type { TypedCall, TypedExpression } from '../plan/typed-expression.ts'
import { NOT_FOLDED } from './fold-constants.ts'

/** Microseconds of the units that are of one length in every time zone. */
const UNITS: Readonly<Record<string, bigint>> = {
  microsecond: 1n,
  millisecond: 1000n,
  second: 1_000_000n,
  minute: 60_000_000n,
  hour: 3_600_000_000n,
}
/** Microseconds of those that are so where days are all of one length. */
const DAYS: Readonly<Record<string, bigint>> = { day: DAY_US, dayofyear: DAY_US, week: 7n * DAY_US }

/** A timestamp column and what is added to it, in microseconds. */
export interface TimeShift {
  readonly column: string
  readonly by: number
}

/**
 * Takes `time + constant` apart, as Spark's StreamingJoinHelper does; null for anything else, which bounds no time: months differ in
 * length, and a condition or a truncation does not shift all times alike.
 */
export function timeShift(e: TypedExpression): TimeShift | null {
  if (e.type !== 'timestamp') return null
  if (e.kind === 'column') return { column: e.name, by: 0 }
  if (e.kind === 'cast') return timeShift(e.arg)
  if (e.kind !== 'call') return null
  switch (e.name) {
    case 'timestampAddDayTime':
    case 'timestampAddInterval':
    case 'tryTimestampAddDayTime':
    case 'tryTimestampAddInterval':
      return shifted(e.args[0], lengthOf(constantOf(e.args[1])))
    case 'timestampAdd':
      return shifted(e.args[2], unitsOf(e))
    default:
      return null
  }
}

function shifted(time: TypedExpression, by: bigint | null): TimeShift | null {
  const shift = by === null ? null : timeShift(time)
  return shift && { ...shift, by: shift.by + Number(by) }
}

/** Microseconds of an interval without months. Spark counts its days as 24 hours here, in any time zone. */
function lengthOf(interval: HostValue): bigint | null {
  if (typeof interval === 'bigint') return interval
  if (interval === null || typeof interval !== 'object' || !('months' in interval)) return null
  const { months, days, microseconds } = interval as Interval
  return months === 0 ? BigInt(days) * DAY_US + microseconds : null
}

/** Microseconds of a quantity of units; null where they are not of one length in that time zone. */
function unitsOf({ args: [unit, quantity], timeZone = 'UTC' }: TypedCall): bigint | null {
  const name = String(constantOf(unit)).toLowerCase()
  const length = UNITS[name] ?? (timeZone === 'UTC' ? DAYS[name] : undefined)
  const count = constantOf(quantity)
  return length === undefined || typeof count !== 'bigint' ? null : count * length
}

/** The value of an expression of literals alone; null for any other, and where it has none. */
function constantOf(e: TypedExpression): HostValue {
  if (!isOfLiterals(e)) return null
  try {
    return evaluateConstant(e)
  } catch (error) {
    // What fails is to fail for a pair of rows, if there is one.
    if (error instanceof MillraceError) return null
    throw error
  }
}

function isOfLiterals(e: TypedExpression): boolean {
  if (e.kind === 'cast') return isOfLiterals(e.arg)
  if (e.kind !== 'call') return e.kind === 'literal'
  return e.args.length > 0 && !NOT_FOLDED.includes(e.name) && e.args.every(isOfLiterals)
}
