import { MillraceError } from '@millrace/errors'
import { resolveAggregate, resolveScalar, schemaOf } from '../analyse/analyse.ts'
import { type AnalysisContext, analysisContext } from '../analyse/context.ts'
import { extractAggregates } from '../analyse/extract-aggregates.ts'
import { unresolvedColumn } from '../analyse/resolve.ts'
import { nearest } from '../analyse/suggestions.ts'
import type { OutputMode } from '../connector/sink.ts'
import { generatorFunction } from '../kernels/generators.ts'
import { aggregateArguments, functionSpec } from '../operators/aggregate/function-spec.ts'
import { resultSchema } from '../operators/aggregate/grouping.ts'
import type { Aggregate, Deduplicate, Generate, Join, Limit, Transform, Watermark } from '../plan/logical-plan.ts'
import type {
  MainAggregate,
  MainAggregated,
  MainJoin,
  MainLimit,
  MainNode,
  MainSession,
  MainStateful,
  MainWatermark,
} from '../plan/main-stage.ts'
import type { TypedAggregate, TypedNamed } from '../plan/typed-expression.ts'
import { chosenEventTime, eventTimeKey, eventTimeOf, eventTimeSearch, isNotNull } from './event-time.ts'
import { streamJoinOf } from './main-joins.ts'
import { sessionOf } from './main-sessions.ts'
import type { MainOutput } from './pipeline.ts'
import { type PostNode, postOperator } from './post-operators.ts'
import { modeRefusal, refusal } from './refusal.ts'
import { timeWindow } from './time-window.ts'

/** Rows of the main stage and the names of their event times, windows among them. */
export interface Side {
  readonly node: MainNode
  readonly eventTimes?: readonly string[]
}

type EventTimes = Side['eventTimes']

/** Plans the main stage of a pipeline. */
export class MainCompiler {
  /** What the meaning of expressions depends on. */
  context: AnalysisContext = analysisContext()
  /** The operators that keep state, by number. */
  readonly states: MainStateful[] = []

  output(name: string, root: MainNode, mode: OutputMode): MainOutput {
    const aggregate = aggregateBelow(root)
    if (mode === 'complete' && aggregate === undefined) throw modeRefusal(mode, 'no streaming aggregations', name)
    if (mode === 'append' && aggregate !== undefined && !endsByEventTime(aggregate))
      throw modeRefusal(mode, 'streaming aggregations without watermark', name)
    return { kind: 'main', mode, schema: root.schema, root }
  }

  apply(plan: PostNode, input: MainNode, mode: OutputMode): MainNode {
    const complete = modeOf(input) === 'complete'
    if (plan.op === 'limit' && !complete) return this.#limit(plan, input, mode)
    if (plan.op === 'sort' && !complete) throw sortRefusal()
    const { schema, post } = postOperator(plan, { schema: input.schema, post: [] }, this.context)
    return { op: 'apply', input, operators: post, schema }
  }

  #limit({ count, offset = 0 }: Limit, input: MainNode, mode: OutputMode): MainNode {
    if (mode === 'update')
      throw refusal('Limits are not supported on streaming Datasets in update output mode: write in append mode.')
    if (offset > 0)
      throw refusal(
        'OFFSET is not supported on streaming Datasets, unless in complete output mode after an aggregation.',
      )
    return this.#stateful((state): MainLimit => ({ op: 'limit', state, input, count, schema: input.schema }))
  }

  generate({ generator, names, outer }: Generate, input: MainNode): MainNode {
    if (generator.kind !== 'call') throw new MillraceError('MILLRACE_INTERNAL', 'A generator is no call.')
    const given = generator.args.map(a => resolveScalar(a, input.schema, this.context))
    const { args, columns } = generatorFunction(generator.name).resolve(given, generator.name)
    const made = columns.map(({ type, nullable }, i) => ({ name: names[i], type, nullable: nullable || outer }))
    const schema = [...input.schema, ...made]
    const operator = { op: 'generate', generator: generator.name, args, outer, schema } as const
    return { op: 'apply', input, operators: [operator], schema }
  }

  streamJoin(plan: Join, left: Side, right: Side): Side {
    const spec = streamJoinOf(plan, left, right, this.context)
    const isKept = (name: string): boolean => spec.schema.some(f => f.name === name)
    return {
      node: this.#stateful((state): MainJoin => ({ ...spec, state })),
      eventTimes: [left, right].flatMap(({ eventTimes = [] }) => eventTimes.filter(isKept)),
    }
  }

  transform({ name, keys, schema, timeMode }: Transform, input: MainNode, eventTimes: EventTimes): MainNode {
    const eventTime = chosenEventTime(eventTimes, input.schema)
    const index = (column: string): number => input.schema.findIndex(f => f.name === column)
    const missing = keys.find(key => index(key) < 0)
    if (missing !== undefined) throw unresolvedColumn(missing, input.schema)
    if (timeMode === 'eventTime' && eventTime === undefined)
      throw refusal(
        `transformWithState ${name} in event time mode is not supported without watermark: call withWatermark before it, or use processing time.`,
      )
    return this.#stateful(state => ({
      op: 'transform',
      state,
      input,
      name,
      keys: keys.map(index),
      timeMode,
      eventTime: timeMode === 'eventTime' && eventTime !== undefined ? index(eventTime) : null,
      schema,
    }))
  }

  deduplicate(plan: Deduplicate, input: MainNode, eventTimes: EventTimes, delay: number | null): MainNode {
    const { schema } = input
    const index = (name: string): number => {
      const at = schema.findIndex(f => f.name === name)
      if (at >= 0) return at
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[UNRESOLVED_COLUMN_AMONG_FIELD_NAMES] Cannot resolve column name "${name}" among (${nearest(
          name,
          schema.map(f => f.name),
          schema.length,
        ).join(', ')}).`,
      )
    }
    const columns = plan.columns?.map(index) ?? schema.map((_, i) => i)
    const eventTime = chosenEventTime(
      eventTimes,
      schema,
      columns.map(c => schema[c].name),
    )
    const time = eventTime === undefined ? null : index(eventTime)
    if (plan.withinWatermark === true && time === null)
      throw refusal(
        'dropDuplicatesWithinWatermark is not supported on streaming Datasets without watermark: call withWatermark before it.',
      )
    const keptFor = plan.withinWatermark === true ? delay : time !== null && columns.includes(time) ? 0 : null
    return this.#stateful(state => ({ op: 'deduplicate', state, input, columns, eventTime: time, keptFor, schema }))
  }

  aggregate(plan: Aggregate, input: MainNode, eventTimes: EventTimes, mode: OutputMode): Side {
    if (mode === 'update' && aggregateBelow(input) !== undefined) throw twiceRefusal()
    const { keys, aggregates } = resolveAggregate(plan, input.schema, this.context)
    const windows = keys.map(k => timeWindow(k.expression))
    const key = eventTimeKey(keys, windows, mode === 'complete' ? undefined : eventTimes)
    const timed = windows.flatMap(w => (w?.time.nullable ? [isNotNull(w.time)] : []))
    const calls: TypedAggregate[] = []
    const columns = extractAggregates(keys, aggregates, call => calls.push(call) - 1).map(
      (c, i): TypedNamed => windows[i]?.column(c) ?? c,
    )
    const grouped = keys.map((k, i) => windows[i]?.pane ?? k.expression)
    const spec = {
      keys: grouped.map(({ type, nullable }) => ({ type, nullable })),
      functions: calls.map(functionSpec),
    }
    const operators = timed.map(condition => ({ op: 'filter', condition }) as const)
    const aggregated = this.#stateful(
      (state): MainAggregate => ({
        op: 'aggregate',
        state,
        input: operators.length === 0 ? input : { op: 'apply', input, operators, schema: input.schema },
        mode,
        spec,
        keys: grouped,
        args: calls.map(aggregateArguments),
        eventTime: key,
        schema: resultSchema(spec),
      }),
    )
    return {
      node: { op: 'apply', input: aggregated, operators: [{ op: 'project', columns }], schema: schemaOf(columns) },
      eventTimes: key === null ? [] : [keys[key.key].name],
    }
  }

  session(plan: Aggregate, input: MainNode, eventTimes: EventTimes, mode: OutputMode): Side {
    const { spec, columns, time } = sessionOf(plan, input, eventTimes, mode, this.context)
    const node = this.#stateful((state): MainSession => ({ ...spec, state }))
    return {
      node: { op: 'apply', input: node, operators: [{ op: 'project', columns }], schema: schemaOf(columns) },
      eventTimes: [time],
    }
  }

  /** The rows of a stateful operator or a join, whose event time is known from here on. */
  watermark({ column }: Watermark, input: MainNode): MainWatermark {
    const calls = eventTimeSearch(eventTimeOf(column, input.schema))
    const spec = { keys: [], functions: calls.map(functionSpec) }
    const args = calls.map(aggregateArguments)
    return this.#stateful(state => ({ op: 'watermark', state, input, column, spec, args, schema: input.schema }))
  }

  #stateful<N extends MainStateful>(make: (state: number) => N): N {
    const node = make(this.states.length)
    // The same operator under two outputs keeps one state.
    const same = this.states.find(s => JSON.stringify({ ...s, state: 0 }) === JSON.stringify({ ...node, state: 0 }))
    if (same !== undefined) return same as N
    this.states.push(node)
    return node
  }
}

/** The aggregation whose rows a node gives, through operators without state. */
function aggregateBelow(node: MainNode): MainAggregate | MainAggregated | MainSession | undefined {
  if (node.op === 'aggregate' || node.op === 'aggregated' || node.op === 'session') return node
  return node.op === 'apply' || node.op === 'watermark' ? aggregateBelow(node.input) : undefined
}

function endsByEventTime(node: MainAggregate | MainAggregated | MainSession): boolean {
  if (node.op === 'session') return node.ends
  return node.op === 'aggregated' || (node.eventTime?.length ?? null) !== null
}

/** Spark's rule for results of which a batch gives only a part. */
export const sortRefusal = (): MillraceError =>
  refusal(
    'Sorting is not supported on streaming Datasets, unless it is on an aggregated Dataset in complete output mode: sort where the rows are read, or write an aggregation to a sink of complete mode.',
  )

export const twiceRefusal = (): MillraceError =>
  refusal(
    'Multiple streaming aggregations are not supported with update output mode on streaming Datasets: write in append mode, with a watermark, or in complete mode.',
  )

const modeOf = (node: MainNode): OutputMode => aggregateBelow(node)?.mode ?? 'append'
