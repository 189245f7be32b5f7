import { resolveAggregate } from '../analyse/analyse.ts'
import type { AnalysisContext } from '../analyse/context.ts'
import { extractAggregates } from '../analyse/extract-aggregates.ts'
import type { OutputMode } from '../connector/sink.ts'
import { aggregateArguments, functionSpec } from '../operators/aggregate/function-spec.ts'
import { keyName, resultSchema } from '../operators/aggregate/grouping.ts'
import type { Aggregate } from '../plan/logical-plan.ts'
import type { MainNode, MainSession } from '../plan/main-stage.ts'
import { childrenOf, type TypedAggregate, type TypedExpression, type TypedNamed } from '../plan/typed-expression.ts'
import { isEventTime } from './event-time.ts'
import { modeRefusal } from './refusal.ts'
import { sessionEnd, sessionHasTime } from './table-sessions.ts'

interface SessionPlan {
  readonly spec: Omit<MainSession, 'state'>
  /** What the query calls the columns. */
  readonly columns: readonly TypedNamed[]
  /** The name of the sessions, by which they are over. */
  readonly time: string
}

/** An aggregation by sessions. */
export function sessionOf(
  plan: Aggregate,
  input: MainNode,
  eventTimes: readonly string[] | undefined,
  mode: OutputMode,
  context: AnalysisContext,
): SessionPlan {
  if (mode === 'update') throw modeRefusal(mode, 'session windows')
  const { keys, aggregates } = resolveAggregate(plan, input.schema, context)
  const start = keys.findIndex(k => k.expression.kind === 'call' && k.expression.name === 'sessionWindow')
  const { expression } = keys[start]
  const [time, gap] = childrenOf(expression)
  const calls: TypedAggregate[] = []
  const grouped = keys.map((k, i) => (i === start ? time : k.expression))
  const end = sessionEnd(time, gap)
  const key = (i: number): TypedExpression => ({ kind: 'column', name: keyName(i), type: time.type, nullable: false })
  const columns = extractAggregates(keys, aggregates, call => calls.push(call) - 1).map((c, i): TypedNamed => {
    if (i !== start) return c
    const args = [key(start), key(keys.length)]
    return {
      name: c.name,
      expression: { kind: 'call', name: 'sessionStruct', args, type: expression.type, nullable: false },
    }
  })
  const spec = {
    keys: [...grouped, end].map(({ type, nullable }) => ({ type, nullable })),
    functions: calls.map(functionSpec),
  }
  const rows: MainNode = {
    op: 'apply',
    input,
    operators: [{ op: 'filter', condition: sessionHasTime(time, gap) }],
    schema: input.schema,
  }
  return {
    spec: {
      op: 'session',
      input: rows,
      mode,
      spec,
      start,
      keys: grouped,
      end,
      args: calls.map(aggregateArguments),
      ends: mode === 'append' && time.kind === 'column' && isEventTime(time, eventTimes),
      schema: resultSchema(spec),
    },
    columns,
    time: keys[start].name,
  }
}
