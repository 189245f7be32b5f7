import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { resolveAggregate, schemaOf } from '../analyse/analyse.ts'
import { analysePlan } from '../analyse/analyse-plan.ts'
import { coerce, commonType } from '../analyse/coercion.ts'
import { extractAggregates } from '../analyse/extract-aggregates.ts'
import { columnsOf, conjunction, conjuncts } from '../analyse/join-keys.ts'
import type { OutputMode } from '../connector/sink.ts'
import { aggregateArguments, functionSpec } from '../operators/aggregate/function-spec.ts'
import { keyName, resultSchema } from '../operators/aggregate/grouping.ts'
import type {
  Aggregate,
  Deduplicate,
  Join,
  JoinType,
  LogicalPlan,
  SetOperation,
  Transform,
} from '../plan/logical-plan.ts'
import type { MainAggregate, MainJoin, MainNode, MainSession, MainStateful } from '../plan/main-stage.ts'
import { childrenOf, type TypedAggregate, type TypedExpression, type TypedNamed } from '../plan/typed-expression.ts'
import type { TypedJoin } from '../plan/typed-plan.ts'
import { eventTimeKey, isNotNull } from './event-time.ts'
import { joinExpiries } from './join-expiry.ts'
import type { MainOutput } from './pipeline.ts'
import { type PostNode, postOperator } from './post-operators.ts'
import { timeWindow } from './time-window.ts'

/** Rows of the main stage and the name of their event time. */
export interface Side {
  readonly node: MainNode
  readonly eventTime?: string
}

/** Plans the main stage of a pipeline. */
export class MainCompiler {
  /** The operators that keep state, by number. */
  readonly states: MainStateful[] = []

  output(name: string, root: MainNode, mode: OutputMode): MainOutput {
    const aggregate = aggregateBelow(root)
    if (mode === 'complete' && aggregate === undefined)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: complete. This output mode is not supported for no streaming aggregations (output ${name}).`,
      )
    if (mode === 'append' && aggregate !== undefined && !endsByEventTime(aggregate))
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: append. This output mode is not supported for streaming aggregations without watermark (output ${name}).`,
      )
    return { kind: 'main', mode, schema: root.schema, root }
  }

  apply(plan: PostNode, input: MainNode): MainNode {
    if ((plan.op === 'sort' || plan.op === 'limit') && modeOf(input) !== 'complete')
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `${plan.op === 'sort' ? 'Sorting' : 'A limit'} is not supported on streaming Datasets, unless it is on an aggregated Dataset in complete output mode.`,
      )
    const { schema, post } = postOperator(plan, { schema: input.schema, post: [] })
    return { op: 'apply', input, operators: post, schema }
  }

  union({ kind, all, left, right }: SetOperation, inputs: readonly MainNode[]): MainNode {
    if (kind !== 'union' || !all)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `${kind}${all ? ' all' : ''} of ${left.op} and ${right.op} is not supported on streaming Datasets; union all is.`,
      )
    const [first] = inputs
    if (inputs.some(input => input.schema.length !== first.schema.length))
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[NUM_COLUMNS_MISMATCH] UNION can only be performed on inputs with the same number of columns, but they have ${inputs.map(i => i.schema.length).join(' and ')}.`,
      )
    const types = first.schema.map((_, i) => commonType(inputs.map(input => column(input.schema, i))))
    const schema = first.schema.map(({ name }, i) => {
      const type = types[i]
      if (type === undefined)
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `[INCOMPATIBLE_COLUMN_TYPE] UNION can only be performed on tables with compatible column types: column ${name} is ${inputs.map(input => input.schema[i].type).join(' and ')}.`,
        )
      return { name, type, nullable: inputs.some(input => input.schema[i].nullable) }
    })
    const widened = inputs.map((input): MainNode => {
      const columns = schema.map(({ name, type }, i) => ({ name, expression: coerce(column(input.schema, i), type) }))
      return { op: 'apply', input, operators: [{ op: 'project', columns }], schema }
    })
    return { op: 'union', inputs: widened, schema }
  }

  streamJoin(plan: Join, left: Side, right: Side): Side {
    const analysed = analyseJoinOf(plan, left.node.schema, right.node.schema)
    if (analysed.keys.length === 0)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        'Stream-stream join without equality predicate is not supported: add a condition such as a.id = b.id.',
      )
    const timed = (side: Side) => ({ schema: side.node.schema, eventTime: side.eventTime })
    const expiry = joinExpiries(timed(left), timed(right), analysed.keys, analysed.residual)
    refuseEndlessJoin(plan.type, expiry)
    const { residual, conditions } = oneSided(analysed.residual, left.node.schema, right.node.schema)
    const sideOf = (side: Side, name: 'left' | 'right') => ({
      condition: conditions[name],
      eventTime: side.eventTime === undefined ? null : side.node.schema.findIndex(f => f.name === side.eventTime),
      expiry: expiry[name],
    })
    const node = this.#stateful(
      (state): MainJoin => ({
        op: 'join',
        state,
        left: left.node,
        right: right.node,
        type: plan.type,
        keys: analysed.keys,
        residual,
        sides: { left: sideOf(left, 'left'), right: sideOf(right, 'right') },
        schema: analysed.schema,
      }),
    )
    return { node, eventTime: left.eventTime ?? right.eventTime }
  }

  /** Joins a stream, which is the `side` of the plan's join, with a table. */
  tableJoin(plan: Join, stream: Side, table: LogicalPlan, side: 'left' | 'right'): Side {
    const typed = analysePlan(table)
    const streamSchema = stream.node.schema
    const [left, right] = side === 'left' ? [streamSchema, typed.schema] : [typed.schema, streamSchema]
    const analysed = analyseJoinOf(plan, left, right)
    const turned: Partial<Record<JoinType, JoinType>> =
      side === 'left'
        ? { inner: 'inner', cross: 'cross', left: 'left', leftSemi: 'leftSemi', leftAnti: 'leftAnti' }
        : { inner: 'inner', cross: 'cross', right: 'left' }
    const type = turned[plan.type]
    if (type === undefined)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `A ${plan.type} join with a stream on the ${side} side and a table on the other is not supported on streaming Datasets.`,
      )
    const keys = side === 'left' ? analysed.keys : analysed.keys.map(k => ({ ...k, left: k.right, right: k.left }))
    const semi = type === 'leftSemi' || type === 'leftAnti'
    const nullable = typed.schema.map(f => ({ ...f, nullable: f.nullable || type === 'left' }))
    const pairSchema = semi ? streamSchema : [...streamSchema, ...nullable]
    const columns = analysed.schema.map(f => pairSchema.findIndex(p => p.name === f.name))
    const { residual, schema } = analysed
    const node: MainNode = {
      op: 'tableJoin',
      input: stream.node,
      table: typed,
      type,
      keys,
      residual,
      pairSchema,
      columns,
      schema,
    }
    return { node, eventTime: stream.eventTime }
  }

  transform({ name, keys, schema, timeMode }: Transform, input: MainNode, eventTime: string | undefined): MainNode {
    const index = (column: string): number => input.schema.findIndex(f => f.name === column)
    const missing = keys.find(key => index(key) < 0)
    if (missing !== undefined)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[UNRESOLVED_COLUMN] A column with name \`${missing}\` cannot be resolved.`,
      )
    if (timeMode === 'eventTime' && eventTime === undefined)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `transformWithState ${name} in event time mode is not supported without watermark.`,
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

  deduplicate(plan: Deduplicate, input: MainNode, eventTime: string | undefined, delay: number | null): MainNode {
    const { schema } = input
    const index = (name: string): number => {
      const at = schema.findIndex(f => f.name === name)
      if (at >= 0) return at
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[UNRESOLVED_COLUMN_AMONG_FIELD_NAMES] Cannot resolve column name "${name}" among (${schema.map(f => f.name).join(', ')}).`,
      )
    }
    const columns = plan.columns?.map(index) ?? schema.map((_, i) => i)
    const time = eventTime === undefined ? null : index(eventTime)
    if (plan.withinWatermark === true && time === null)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        'dropDuplicatesWithinWatermark is not supported on streaming Datasets without watermark.',
      )
    const keptFor = plan.withinWatermark === true ? delay : time !== null && columns.includes(time) ? 0 : null
    return this.#stateful(state => ({ op: 'deduplicate', state, input, columns, eventTime: time, keptFor, schema }))
  }

  aggregate(
    plan: Aggregate,
    input: MainNode,
    eventTime: string | undefined,
    mode: OutputMode,
  ): { readonly node: MainNode; readonly eventTime: string | undefined } {
    const { keys, aggregates } = resolveAggregate(plan, input.schema)
    const windows = keys.map(k => timeWindow(k.expression))
    const key = eventTimeKey(keys, windows, mode === 'complete' ? undefined : eventTime)
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
      eventTime: key === null ? undefined : keys[key.key].name,
    }
  }

  session(plan: Aggregate, input: MainNode, eventTime: string | undefined, mode: OutputMode): Side {
    if (mode === 'update')
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        '[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: update. This output mode is not supported for session windows.',
      )
    const { keys, aggregates } = resolveAggregate(plan, input.schema)
    const start = keys.findIndex(k => k.expression.kind === 'call' && k.expression.name === 'sessionWindow')
    const { expression } = keys[start]
    const [time, gap] = childrenOf(expression)
    const calls: TypedAggregate[] = []
    const grouped = keys.map((k, i) => (i === start ? time : k.expression))
    const end: TypedExpression = { ...time, kind: 'call', name: 'sessionEnd', args: [time, gap] }
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
      operators: [{ op: 'filter', condition: isNotNull(time) }],
      schema: input.schema,
    }
    const node = this.#stateful(
      (state): MainSession => ({
        op: 'session',
        state,
        input: rows,
        mode,
        spec,
        start,
        keys: grouped,
        end,
        args: calls.map(aggregateArguments),
        ends: mode === 'append' && time.kind === 'column' && time.name === eventTime,
        schema: resultSchema(spec),
      }),
    )
    return {
      node: { op: 'apply', input: node, operators: [{ op: 'project', columns }], schema: schemaOf(columns) },
      eventTime: keys[start].name,
    }
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

/** The condition of a join over the columns of its sides, whose names have to differ. */
function analyseJoinOf(plan: Join, left: Schema, right: Schema): TypedJoin {
  const twice = left.find(f => right.some(g => g.name === f.name))
  if (twice !== undefined)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[AMBIGUOUS_REFERENCE] Both sides of the join have a column \`${twice.name}\`: rename one of them, or join with using.`,
    )
  const relation = (name: string, schema: Schema): LogicalPlan => ({ op: 'relation', name, schema, streaming: false })
  return analysePlan({ ...plan, left: relation('left', left), right: relation('right', right) }) as TypedJoin
}

/** Takes conditions on one side alone out of a join's condition. */
function oneSided(residual: TypedExpression | null, left: Schema, right: Schema) {
  const names = { left: new Set(left.map(f => f.name)), right: new Set(right.map(f => f.name)) }
  const parts: Record<'left' | 'right' | 'both', TypedExpression[]> = { left: [], right: [], both: [] }
  for (const e of residual === null ? [] : conjuncts(residual)) {
    const columns = [...columnsOf(e)]
    const within = (side: 'left' | 'right'): boolean => columns.length > 0 && columns.every(c => names[side].has(c))
    parts[within('left') ? 'left' : within('right') ? 'right' : 'both'].push(e)
  }
  return {
    residual: conjunction(parts.both),
    conditions: { left: conjunction(parts.left), right: conjunction(parts.right) },
  }
}

/** Spark's rule: rows of an outer side have to come to an end, or they would never be given. */
function refuseEndlessJoin(type: JoinType, expiry: { readonly left: unknown; readonly right: unknown }): void {
  const needed = { left: ['left'], leftSemi: ['left'], right: ['right'], full: ['left', 'right'] }[type as 'left'] ?? []
  if (needed.every(side => expiry[side as 'left'] !== null)) {
    if (type === 'inner' || needed.length > 0) return
    throw new MillraceError('MILLRACE_ANALYSIS', `A ${type} join of two streams is not supported.`)
  }
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `Stream-stream ${type} join is not supported without a watermark in the join keys, or a watermark on the nullable side and an appropriate range condition.`,
  )
}

function column(schema: Schema, i: number): TypedExpression {
  const { name, type, nullable } = schema[i]
  return { kind: 'column', name, type, nullable }
}

/** The aggregation whose rows a node gives, through operators without state. */
function aggregateBelow(node: MainNode): MainAggregate | MainSession | undefined {
  if (node.op === 'aggregate' || node.op === 'session') return node
  return node.op === 'apply' ? aggregateBelow(node.input) : undefined
}

const endsByEventTime = (node: MainAggregate | MainSession): boolean =>
  node.op === 'session' ? node.ends : (node.eventTime?.length ?? null) !== null

const modeOf = (node: MainNode): OutputMode => aggregateBelow(node)?.mode ?? 'append'
