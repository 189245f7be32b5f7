import { type HostValue, type Interval, isDayTime, isYearMonth, listType, type TypeName } from '@millrace/columns'
import { coerce, expectArguments, mismatch } from '../../analyse/coercion.ts'
import { tightestCommonType } from '../../analyse/common-type.ts'
import { isInteger } from '../../analyse/type-classes.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { DAY_US } from '../calendar.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { addToTimestamp, splitDays } from '../time-arithmetic.ts'
import { timeZone } from '../time-zone.ts'
import { analysisError, valueError } from './spark-error.ts'

const MAX_LENGTH = 10_000_000

function resolve(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2, 3)
  const type = tightestCommonType(args[0].type, args[1].type)
  const moment = type === 'date' || type === 'timestamp' || type === 'timestamp_ntz'
  if (type === undefined || !(moment || isInteger(type))) {
    throw mismatch(name, args, 'integers, dates or timestamps, and a step that fits')
  }
  const step = args[2]
  if (step !== undefined && !(moment ? isIntervalType(step.type) : isInteger(step.type))) {
    throw analysisError(
      'DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES',
      `\`${name}\` of ${type} takes no step of ${step.type}.`,
    )
  }
  const steps = step === undefined ? [] : [moment ? step : coerce(step, type)]
  return {
    args: [coerce(args[0], type), coerce(args[1], type), ...steps],
    type: listType(type),
    nullable: args.some(a => a.nullable),
  }
}

const isIntervalType = (type: TypeName): boolean => type === 'interval' || isYearMonth(type) || isDayTime(type)

function checkLength(length: number): void {
  if (length > MAX_LENGTH) {
    throw valueError(
      'COLLECTION_SIZE_LIMIT_EXCEEDED',
      `Can't create a list with ${length} elements in \`sequence\`, which exceeds the limit ${MAX_LENGTH}.`,
    )
  }
}

const wrongBounds = (start: HostValue, stop: HostValue, step: HostValue): never => {
  throw valueError('INTERNAL_ERROR', `Illegal sequence boundaries: ${start} to ${stop} by ${step}.`)
}

function integers(start: bigint, stop: bigint, step: bigint): bigint[] {
  if ((step === 0n && start !== stop) || (step > 0n && start > stop) || (step < 0n && start < stop)) {
    return wrongBounds(start, stop, step)
  }
  const length = step === 0n ? 1 : Number((stop - start) / step) + 1
  checkLength(length)
  return Array.from({ length }, (_, i) => start + BigInt(i) * step)
}

/** A step as months, days and microseconds. */
function stepOf(type: TypeName, value: HostValue): Interval {
  if (isYearMonth(type)) return { months: value as number, days: 0, microseconds: 0n }
  if (isDayTime(type)) {
    // Days of a zone's calendar, which may have 23 or 25 hours.
    const { days, micros } = splitDays(value as bigint)
    return { months: 0, days, microseconds: micros }
  }
  return value as Interval
}

const MONTH_US = 28n * DAY_US

function moments(call: TypedCall, type: TypeName): (start: HostValue, stop: HostValue, step?: HostValue) => HostValue {
  const zone = timeZone(type === 'timestamp' ? (call.timeZone ?? 'UTC') : 'UTC')
  const stepType = call.args[2]?.type ?? 'interval_dt'
  const unit = type === 'date' ? DAY_US : 1n
  return (start, stop, step) => {
    const { months, days, microseconds } =
      step === undefined ? { months: 0, days: start! <= stop! ? 1 : -1, microseconds: 0n } : stepOf(stepType, step)
    if (type === 'date' && microseconds !== 0n)
      throw valueError(
        'INTERNAL_ERROR',
        'The step of a `sequence` of dates must be an interval of whole days or months.',
      )
    const from = BigInt(start as bigint) * unit
    const to = BigInt(stop as bigint) * unit
    const size = BigInt(months) * MONTH_US + BigInt(days) * DAY_US + microseconds
    if (size === 0n ? from !== to : size > 0n ? from > to : from < to) {
      return wrongBounds(start, stop, `${months} months ${days} days ${microseconds} microseconds`)
    }
    if (size === 0n) return [start]
    checkLength(Number((to - from) / size))
    const list: HostValue[] = []
    for (let i = 0; ; i++) {
      const at = addToTimestamp(from, months * i, days * i, microseconds * BigInt(i), zone)
      if (size > 0n ? at > to : at < to) return list
      list.push(type === 'date' ? Number(at / DAY_US) : at)
    }
  }
}

export const sequences = {
  /** From `start` to `stop`, both included, by `step`: 1 or a day, downwards where needed, unless given. */
  sequence: hosted({
    resolve,
    raises: true,
    zoned: true,
    evaluator(call) {
      const { type } = call.args[0]
      if (!isInteger(type)) return moments(call, type)
      return (start: number | bigint, stop: number | bigint, step?: number | bigint) => {
        const list = integers(BigInt(start), BigInt(stop), BigInt(step ?? (start <= stop ? 1 : -1)))
        return type === 'int64' ? list : list.map(Number)
      }
    },
  }),
} satisfies Record<string, ScalarFunction>
