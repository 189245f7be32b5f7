import type { Schema } from '@millrace/columns'
import { conjuncts } from '../analyse/join-keys.ts'
import type { JoinSide } from '../plan/main-stage.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { TypedJoinKey } from '../plan/typed-plan.ts'
import { timeShift } from './time-shift.ts'

/** One side of a join of streams. */
export interface TimedSide {
  readonly schema: Schema
  /** The names of the columns with a watermark. */
  readonly eventTimes: readonly string[]
}

type Expiry = JoinSide['expiry']

/** Spark counts event time in milliseconds, and a row that may come at the very edge of a range lives one of them longer. */
const EDGE = 1000

/**
 * When rows of each side can have no partner any more, as Spark finds it out: a key that is the event time has passed, or a condition
 * such as `right.time <= left.time + interval 1 hour` bounds the event time of partners to come.
 */
export function joinExpiries(
  left: TimedSide,
  right: TimedSide,
  keys: readonly TypedJoinKey[],
  residual: TypedExpression | null,
): { readonly left: Expiry; readonly right: Expiry } {
  const index = (side: TimedSide, name: string): number => side.schema.findIndex(f => f.name === name)
  for (const key of keys)
    if (key.left.kind === 'column' && key.right.kind === 'column')
      if (left.eventTimes.includes(key.left.name) || right.eventTimes.includes(key.right.name))
        return {
          left: { column: index(left, key.left.name), after: 0 },
          right: { column: index(right, key.right.name), after: 0 },
        }
  const found: { left: Expiry; right: Expiry } = { left: null, right: null }
  for (const e of residual === null ? [] : conjuncts(residual)) {
    const range = rangeOf(e, left.eventTimes, right.eventTimes)
    if (range === null) continue
    const before = found[range.earlier]
    if (before === null || range.after < before.after)
      found[range.earlier] = {
        column: index(range.earlier === 'left' ? left : right, range.column),
        after: range.after,
      }
  }
  return found
}

/** `later <= earlier + after` out of a comparison of two event times: the side and the column of the earlier. */
function rangeOf(
  e: TypedExpression,
  left: readonly string[],
  right: readonly string[],
): { readonly earlier: 'left' | 'right'; readonly column: string; readonly after: number } | null {
  if (e.kind !== 'call' || e.args.length !== 2) return null
  const edge = e.name === 'gte' || e.name === 'lte' ? EDGE : 0
  const turned = e.name === 'lte' || e.name === 'lt'
  if (!turned && e.name !== 'gte' && e.name !== 'gt') return null
  // Turned so that it reads `a >= b`: b is bounded from above.
  const [a, b] = turned ? [e.args[1], e.args[0]] : e.args
  const above = timeShift(a)
  const below = timeShift(b)
  if (above === null || below === null) return null
  const { column } = above
  const after = above.by - below.by + edge
  if (left.includes(column) && right.includes(below.column)) return { earlier: 'left', column, after }
  return right.includes(column) && left.includes(below.column) ? { earlier: 'right', column, after } : null
}
