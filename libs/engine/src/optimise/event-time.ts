import type { TypedExpression, TypedNamed } from '../plan/typed-expression.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'
import type { TimeWindow } from './time-window.ts'

/** The key by which groups come to an end: a window of the event time, or the event time itself. */
export function eventTimeKey(
  keys: readonly TypedNamed[],
  windows: readonly (TimeWindow | null)[],
  eventTime: string | undefined,
): EventTimeKey | null {
  for (const [key, { expression }] of keys.entries()) {
    const window = windows[key]
    if (window === null) {
      if (expression.kind === 'column' && expression.name === eventTime) return { key, length: 0 }
      continue
    }
    const ends = window.time.kind === 'column' && window.time.name === eventTime
    if (ends || window.slides !== undefined) return { key, length: ends ? window.length : null, slides: window.slides }
  }
  return null
}

/** The name that a projection gives to the event time, where it keeps it. */
export const projectedEventTime = (
  columns: readonly TypedNamed[],
  eventTime: string | undefined,
): string | undefined =>
  eventTime === undefined
    ? undefined
    : columns.find(c => c.expression.kind === 'column' && c.expression.name === eventTime)?.name

export const isNotNull = (arg: TypedExpression): TypedExpression => ({
  kind: 'call',
  name: 'isNotNull',
  args: [arg],
  type: 'boolean',
  nullable: false,
})
