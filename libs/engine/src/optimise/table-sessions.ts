import type { Field, TypeName } from '@millrace/columns'
import type { TypedAggregate, TypedCall, TypedExpression, TypedNamed, TypedSort } from '../plan/typed-expression.ts'
import type { TypedAggregation, TypedPlan, TypedWindow } from '../plan/typed-plan.ts'
import type { TypedFrame } from '../plan/typed-window.ts'
import { isNotNull } from './event-time.ts'

const [START, END, BEFORE, IS_NEW, SESSION] = ['start', 'end', 'end before', 'is new', 'session'].map(
  name => `session's ${name}`,
)

/**
 * Grouping by sessions over a table. A row's own session lasts from its time for its gap; sessions of the other keys that touch are
 * one: found in the order of time, by the latest end of all rows before.
 */
export function groupedBySession(node: TypedAggregation, at: number): TypedPlan {
  const key = node.keys[at] as TypedCall
  const [time, gap] = key.args
  const others = node.keys.filter((_, i) => i !== at)
  const start: TypedExpression = { kind: 'column', name: START, type: time.type, nullable: false }
  const end: TypedExpression = { ...start, name: END }
  const timed = withColumns(filtered(node.input, sessionHasTime(time, gap)), [
    { name: START, expression: { ...time, nullable: false } },
    { name: END, expression: sessionEnd(time, gap) },
  ])
  const orderBy: TypedSort[] = [{ expression: start, direction: 'asc', nulls: 'first' }]
  const before = windowed(timed, BEFORE, aggregate('max', end, time.type), others, orderBy, ALL_BEFORE)
  const previous: TypedExpression = { kind: 'column', name: BEFORE, type: time.type, nullable: true }
  const isNew: TypedExpression = call('when', 'int32', [
    call('lte', 'boolean', [start, previous], true),
    { kind: 'literal', type: 'int32', value: 0, nullable: false },
    { kind: 'literal', type: 'int32', value: 1, nullable: false },
  ])
  const flagged = withColumns(before, [{ name: IS_NEW, expression: isNew }])
  const flag: TypedExpression = { kind: 'column', name: IS_NEW, type: 'int32', nullable: false }
  const numbered = windowed(flagged, SESSION, aggregate('sum', flag, 'int64'), others, orderBy, UP_TO_ROW)
  const session: TypedExpression = { kind: 'column', name: SESSION, type: 'int64', nullable: true }
  const members = [...others, session]
  const first = windowed(numbered, `${SESSION} ${START}`, aggregate('min', start, time.type), members, [], ALL)
  const both = windowed(first, `${SESSION} ${END}`, aggregate('max', end, time.type), members, [], ALL)
  const bound = (name: string): TypedExpression => ({
    kind: 'column',
    name: `${SESSION} ${name}`,
    type: time.type,
    nullable: true,
  })
  const window = call('sessionStruct', key.type, [bound(START), bound(END)])
  return { ...node, input: both, keys: node.keys.map((k, i) => (i === at ? window : k)) }
}

/** The end of the session of one row. */
export const sessionEnd = (time: TypedExpression, gap: TypedExpression): TypedExpression => ({
  kind: 'call',
  name: 'sessionEnd',
  args: [time, gap],
  type: time.type,
  nullable: time.nullable || gap.nullable,
})

/** Rows without a time, or whose gap is not above zero, are in no session. */
export const sessionHasTime = (time: TypedExpression, gap: TypedExpression): TypedExpression => {
  if (gap.kind === 'literal') return isNotNull(time)
  const end = sessionEnd(time, gap)
  return { kind: 'call', name: 'gt', args: [end, time], type: 'boolean', nullable: end.nullable }
}

const ALL: TypedFrame = { unit: 'rows', from: { kind: 'unbounded' }, to: { kind: 'unbounded' } }
const ALL_BEFORE: TypedFrame = { unit: 'rows', from: { kind: 'unbounded' }, to: { kind: 'rows', offset: -1 } }
const UP_TO_ROW: TypedFrame = { unit: 'rows', from: { kind: 'unbounded' }, to: { kind: 'currentRow' } }

const call = (name: string, type: TypeName, args: readonly TypedExpression[], nullable = false): TypedCall => ({
  kind: 'call',
  name,
  args,
  type,
  nullable,
})

const aggregate = (name: string, arg: TypedExpression, type: TypeName): TypedAggregate => ({
  kind: 'aggregate',
  name,
  args: [name === 'sum' ? { kind: 'cast', type, arg, nullable: false } : arg],
  type,
  nullable: true,
})

const filtered = (input: TypedPlan, condition: TypedExpression): TypedPlan => ({
  op: 'filter',
  input,
  condition,
  schema: input.schema,
})

function withColumns(input: TypedPlan, added: readonly TypedNamed[]): TypedPlan {
  const kept = input.schema.map(
    ({ name, type, nullable }): TypedNamed => ({
      name,
      expression: { kind: 'column', name, type, nullable },
    }),
  )
  const schema = added.map(({ name, expression: { type, nullable } }): Field => ({ name, type, nullable }))
  return { op: 'project', input, columns: [...kept, ...added], schema: [...input.schema, ...schema] }
}

function windowed(
  input: TypedPlan,
  name: string,
  called: TypedAggregate,
  partitionBy: readonly TypedExpression[],
  orderBy: readonly TypedSort[],
  frame: TypedFrame,
): TypedWindow {
  return {
    op: 'window',
    input,
    functions: [{ name, function: called, partitionBy, orderBy, frame }],
    schema: [...input.schema, { name, type: called.type, nullable: called.nullable }],
  }
}
