import type { ExpressionNode } from '../plan/expression-node.ts'
import { parseDuration } from './duration.ts'
import { argumentNode, call, NamedExpr } from './expr.ts'
import type { AnyExpr, ArgumentNeeds } from './row-types.ts'

/** A window of time: includes its start and not its end. */
export interface TimeRange {
  readonly start: Date
  readonly end: Date
}

export interface WindowOptions {
  /** Time between the starts of windows, for example `'30 seconds'`; default the length: windows do not overlap. */
  readonly slide?: string
  /** Where windows start, counted from 1970 in UTC; default `'0 seconds'`. */
  readonly start?: string
}

/**
 * The windows of time that a row is in, as a key of `groupBy`: a column `window` with `start` and `end`. Spark's window function.
 *
 * @example
 * logs.withWatermark('time', '10 minutes').groupBy(window('time', '1 minute'), 'status').agg({ hits: count() })
 */
export function window<A extends string | AnyExpr>(
  time: A,
  length: string,
  { slide = length, start = '0 seconds' }: WindowOptions = {},
): NamedExpr<ArgumentNeeds<A, Date | null>, TimeRange, 'window'> {
  const durations = [length, slide, start].map(
    (text): ExpressionNode => ({ kind: 'literal', type: 'interval_dt', value: String(parseDuration(text)) }),
  )
  return new NamedExpr(call('window', argumentNode(time), ...durations), 'window')
}

/**
 * The session that a row is in, as a key of `groupBy`: a column `session_window` with `start` and `end`. A session ends when no row
 * has come for `gap`, for example `'5 minutes'`. Spark's session_window; for append and complete mode.
 */
export function sessionWindow<A extends string | AnyExpr>(
  time: A,
  gap: string,
): NamedExpr<ArgumentNeeds<A, Date | null>, TimeRange, 'session_window'> {
  const length: ExpressionNode = { kind: 'literal', type: 'interval_dt', value: String(parseDuration(gap)) }
  return new NamedExpr(call('sessionWindow', argumentNode(time), length), 'session_window')
}
