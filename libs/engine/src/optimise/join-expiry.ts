import type { Schema } from '@millrace/columns'
import { columnsOf, conjuncts } from '../analyse/join-keys.ts'
import { ExpressionKernel } from '../kernels/kernel.ts'
import { columnOfHosts, hostReader } from '../operators/host-values.ts'
import type { JoinSide } from '../plan/main-stage.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { TypedJoinKey } from '../plan/typed-plan.ts'

/** One side of a join of streams. */
export interface TimedSide {
  readonly schema: Schema
  /** The name of the column with a watermark. */
  readonly eventTime: string | undefined
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
      if (key.left.name === left.eventTime || key.right.name === right.eventTime)
        return {
          left: { column: index(left, key.left.name), after: 0 },
          right: { column: index(right, key.right.name), after: 0 },
        }
  const found: { left: Expiry; right: Expiry } = { left: null, right: null }
  const tighten = (name: 'left' | 'right', after: number): void => {
    const side = name === 'left' ? left : right
    const before = found[name]
    if (side.eventTime !== undefined && (before === null || after < before.after))
      found[name] = { column: index(side, side.eventTime), after }
  }
  for (const e of residual === null ? [] : conjuncts(residual)) {
    const range = rangeOf(e, left.eventTime, right.eventTime)
    if (range !== null) tighten(range.earlier, range.distance)
  }
  return found
}

/** `later <= earlier + distance` out of a comparison of two event times. */
function rangeOf(
  e: TypedExpression,
  left: string | undefined,
  right: string | undefined,
): { readonly earlier: 'left' | 'right'; readonly distance: number } | null {
  if (e.kind !== 'call' || e.args.length !== 2) return null
  const edge = e.name === 'gte' || e.name === 'lte' ? EDGE : 0
  const turned = e.name === 'lte' || e.name === 'lt'
  if (!turned && e.name !== 'gte' && e.name !== 'gt') return null
  // Turned so that it reads `a >= b`: b is bounded from above.
  const [a, b] = turned ? [e.args[1], e.args[0]] : e.args
  const above = shiftOf(a)
  const below = shiftOf(b)
  if (above === null || below === null) return null
  const distance = above.by - below.by + edge
  if (above.column === left && below.column === right) return { earlier: 'left', distance }
  return above.column === right && below.column === left ? { earlier: 'right', distance } : null
}

/** Takes `time + constant` apart by trying it on two times; null when it is anything else. */
function shiftOf(e: TypedExpression): { readonly column: string; readonly by: number } | null {
  const [column, ...others] = columnsOf(e)
  if (column === undefined || others.length > 0) return null
  const times = [1_000_000_000_000_000n, 1_100_000_000_000_000n]
  const type = typeOf(e, column)
  if (type !== 'timestamp' && type !== 'timestamp_ntz') return null
  const schema = [{ name: column, type, nullable: true }]
  const read = hostReader(
    new ExpressionKernel(e).evaluate({ schema, length: 2, columns: [columnOfHosts(type, times)] }),
  )
  const [first, second] = times.map((time, row) => {
    const value = read(row)
    return typeof value === 'bigint' ? value - time : null
  })
  return first !== null && first === second ? { column, by: Number(first) } : null
}

function typeOf(e: TypedExpression, column: string): TypedExpression['type'] | undefined {
  if (e.kind === 'column') return e.name === column ? e.type : undefined
  const below = e.kind === 'call' ? e.args : e.kind === 'cast' ? [e.arg] : []
  for (const child of below) {
    const type = typeOf(child, column)
    if (type !== undefined) return type
  }
  return undefined
}
