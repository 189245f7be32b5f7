import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { resolveScalar } from '../analyse/analyse.ts'
import { coerce } from '../analyse/coercion.ts'
import type { ExpressionNode } from '../plan/expression-node.ts'
import type { TypedAggregate, TypedExpression, TypedNamed } from '../plan/typed-expression.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'
import type { TimeWindow } from './time-window.ts'

/** The column of an event time. */
export function eventTimeOf(column: string, schema: Schema): TypedExpression {
  const time = resolveScalar({ kind: 'column', name: column }, schema)
  if (time.type === 'timestamp') return time
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE] The event time "${column}" has the invalid type "${time.type}", but expected "timestamp".`,
  )
}

/** What is looked for among event times: the newest, and for progress the oldest and the mean in seconds. */
export const eventTimeSearch = (time: TypedExpression): TypedAggregate[] => [
  { kind: 'aggregate', name: 'max', args: [time], type: time.type, nullable: true },
  { kind: 'aggregate', name: 'min', args: [time], type: time.type, nullable: true },
  { kind: 'aggregate', name: 'avg', args: [coerce(time, 'double')], type: 'double', nullable: true },
]

/** True for the event time itself, the windows of it and the time of such a window. */
export function isEventTime(e: TypedExpression | ExpressionNode, eventTime: string | undefined): boolean {
  if (e.kind === 'column') return e.name === eventTime
  return e.kind === 'call' && (e.name === 'window' || e.name === 'windowTime') && isEventTime(e.args[0], eventTime)
}

/** The key by which groups come to an end: a window of the event time, or the event time itself. */
export function eventTimeKey(
  keys: readonly TypedNamed[],
  windows: readonly (TimeWindow | null)[],
  eventTime: string | undefined,
): EventTimeKey | null {
  for (const [key, { expression }] of keys.entries()) {
    const window = windows[key]
    if (window === null) {
      if (isEventTime(expression, eventTime)) return { key, length: 0 }
      continue
    }
    const ends = isEventTime(window.time, eventTime)
    if (ends || window.slides !== undefined) return { key, length: ends ? window.length : null, slides: window.slides }
  }
  return null
}

/** The name that a projection gives to the event time, or to windows of it, where it keeps it. */
export function projectedEventTime(
  columns: readonly { readonly name: string; readonly expression: TypedExpression | ExpressionNode }[],
  eventTime: string | undefined,
): string | undefined {
  if (eventTime === undefined) return undefined
  const kept = columns.filter(c => isEventTime(c.expression, eventTime))
  return (kept.find(c => c.expression.kind === 'column') ?? kept[0])?.name
}

export const isNotNull = (arg: TypedExpression): TypedExpression => ({
  kind: 'call',
  name: 'isNotNull',
  args: [arg],
  type: 'boolean',
  nullable: false,
})
