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

/** True for an event time itself, the windows of it and the time of such a window. */
export function isEventTime(e: TypedExpression | ExpressionNode, eventTimes: readonly string[] = []): boolean {
  if (e.kind === 'column') return eventTimes.includes(e.name)
  return e.kind === 'call' && (e.name === 'window' || e.name === 'windowTime') && isEventTime(e.args[0], eventTimes)
}

/** The key by which groups come to an end: a window of the event time, or the event time itself. */
export function eventTimeKey(
  keys: readonly TypedNamed[],
  windows: readonly (TimeWindow | null)[],
  eventTimes: readonly string[] | undefined,
): EventTimeKey | null {
  for (const [key, { expression }] of keys.entries()) {
    const window = windows[key]
    if (window === null) {
      if (isEventTime(expression, eventTimes)) return { key, length: 0 }
      continue
    }
    const ends = isEventTime(window.time, eventTimes)
    if (ends || window.slides !== undefined) return { key, length: ends ? window.length : null, slides: window.slides }
  }
  return null
}

/** The names that a projection gives to event times and to windows of them, as Spark's metadata of columns follow them. */
export const projectedEventTimes = (
  columns: readonly { readonly name: string; readonly expression: TypedExpression | ExpressionNode }[],
  eventTimes: readonly string[] | undefined,
): readonly string[] => columns.filter(c => isEventTime(c.expression, eventTimes)).map(c => c.name)

/** The one of several event times that an operator goes by: one of its keys, else a time rather than a window. */
export function chosenEventTime(
  eventTimes: readonly string[] = [],
  schema: Schema,
  keys: readonly string[] = [],
): string | undefined {
  const isTime = (name: string): boolean => schema.some(f => f.name === name && f.type === 'timestamp')
  const inKeys = eventTimes.filter(name => keys.includes(name))
  const candidates = inKeys.length === 0 ? eventTimes : inKeys
  return candidates.find(isTime) ?? candidates[0]
}

export const isNotNull = (arg: TypedExpression): TypedExpression => ({
  kind: 'call',
  name: 'isNotNull',
  args: [arg],
  type: 'boolean',
  nullable: false,
})
