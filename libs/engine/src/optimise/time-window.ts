import { MillraceError } from '@millrace/errors'
import type { TypedExpression, TypedNamed } from '../plan/typed-expression.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'

/** A grouping by time windows, as tasks and the state see it. */
export interface TimeWindow {
  /** The time that falls into windows. */
  readonly time: TypedExpression
  /** Start of the pane that a row is in: with windows that do not overlap, of its window. */
  readonly pane: TypedExpression
  /** Length of a window in microseconds. */
  readonly length: number
  readonly slides: EventTimeKey['slides']
  /** The output column: the struct of a window, given its start. */
  column(start: TypedNamed): TypedNamed
}

/** Takes a grouping key `window(time, length, slide, start)` apart; null for any other. */
export function timeWindow(key: TypedExpression): TimeWindow | null {
  if (key.kind !== 'call' || key.name !== 'window') return null
  const [time, ...durations] = key.args
  const [length, slide, start] = durations.map(d => Number(d.kind === 'literal' ? d.value : Number.NaN))
  if (length % slide !== 0)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `window: the length (${length / 1e6} s) has to be a multiple of the slide (${slide / 1e6} s).`,
    )
  const micros = (value: number): TypedExpression => ({
    kind: 'literal',
    type: 'interval_dt',
    value: String(value),
    nullable: false,
  })
  return {
    time,
    pane: {
      kind: 'call',
      name: 'windowStart',
      args: [time, micros(slide), micros(start)],
      type: time.type,
      nullable: time.nullable,
    },
    length,
    slides: length === slide ? undefined : { count: length / slide, slide },
    column: ({ name, expression }) => ({
      name,
      expression: {
        kind: 'call',
        name: 'windowStruct',
        args: [{ ...expression, type: time.type }, micros(length)],
        type: key.type,
        nullable: key.nullable,
      },
    }),
  }
}
