import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { ColumnNeed } from '@millrace/log-parser'
import {
  malformedBase,
  malformedColumns,
  parsedSchema,
  resolveAggregate,
  resolveColumns,
  resolveCondition,
  resolveScalar,
  schemaOf,
} from '../analyse/analyse.ts'
import { inline } from '../analyse/expression-facts.ts'
import { extractAggregates } from '../analyse/extract-aggregates.ts'
import type { OutputMode } from '../connector/sink.ts'
import { aggregateArguments, functionSpec } from '../operators/aggregate/function-spec.ts'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import type {
  Aggregate,
  Filter,
  Limit,
  LogicalPlan,
  Malformed,
  Parse,
  Project,
  Relation,
  Sort,
  Watermark,
} from '../plan/logical-plan.ts'
import type { PostOperator } from '../plan/post-plan.ts'
import { rewriteAggregate, type TypedExpression, type TypedNamed } from '../plan/typed-expression.ts'
import type { WorkerPlan } from '../plan/worker-plan.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'
import { BlockBuilder } from './block-builder.ts'
import { type TimeWindow, timeWindow } from './time-window.ts'

/** One output of a pipeline, before compilation. */
export interface OutputDefinition {
  readonly plan: LogicalPlan
  readonly mode: OutputMode
}

/** Rows that go from workers to an append sink as they are. */
export interface RowsOutput {
  readonly kind: 'rows'
  readonly mode: OutputMode
  readonly schema: Schema
}

/** The result of an aggregation, after operators that run over the merged state. */
export interface AggregateOutput {
  readonly kind: 'aggregate'
  readonly mode: OutputMode
  readonly schema: Schema
  /** Index into `PhysicalPipeline.aggregations`. */
  readonly aggregation: number
  readonly post: readonly PostOperator[]
}

/** What a pipeline does: one scan, many outputs. All of it is JSON. */
export interface PhysicalPipeline {
  readonly worker: WorkerPlan
  /** The aggregations whose states the main thread keeps, in the order of `WorkerPipeline.finish`. */
  readonly aggregations: readonly GroupingSpec[]
  /** For each aggregation the key that says when its groups are over; null where they never are. */
  readonly eventTimes: readonly (EventTimeKey | null)[]
  readonly watermarks: readonly WatermarkOperator[]
  readonly outputs: Readonly<Record<string, RowsOutput | AggregateOutput>>
}

/** An aggregation whose only value is the newest event time of a stream. */
export interface WatermarkOperator {
  readonly aggregation: number
  /** Milliseconds that rows may be late. */
  readonly delayMs: number
}

/** Rows of a block: which, and what is computed of them, in terms of the block's own columns. */
interface Narrow {
  readonly kind: 'narrow'
  readonly base: 'parsed' | 'malformed'
  readonly filters: readonly TypedExpression[]
  readonly columns: readonly TypedNamed[]
  /** The name of the column with a watermark. */
  readonly eventTime?: string
}

interface Aggregated {
  readonly kind: 'aggregated'
  readonly aggregation: number
  readonly schema: Schema
  readonly post: readonly PostOperator[]
}

/**
 * Analyses the outputs of one pipeline and plans them together: every distinct filter, expression and aggregation once, and
 * of the parser only the columns that some output needs. Throws MILLRACE_ANALYSIS in Spark's words.
 */
export function compilePipeline(outputs: Readonly<Record<string, OutputDefinition>>): PhysicalPipeline {
  return new PipelineCompiler().compile(outputs)
}

class PipelineCompiler {
  readonly #builders = { parsed: new BlockBuilder(), malformed: new BlockBuilder() }
  #aggregations = 0
  readonly #eventTimes: (EventTimeKey | null)[] = []
  readonly #watermarks = new Map<number, WatermarkOperator>()
  #base: Parse | Malformed | Relation | null = null

  compile(outputs: Readonly<Record<string, OutputDefinition>>): PhysicalPipeline {
    const compiled = Object.entries(outputs).map(([name, o]) => [name, this.#output(name, o)] as const)
    const base = this.#base
    if (base === null) throw new MillraceError('MILLRACE_ANALYSIS', 'A pipeline needs at least one output.')
    const parser = base.op === 'relation' ? null : base.parser
    const records = base.op === 'relation' ? base.schema : base.input.schema
    const needs = { parsed: new Map<string, ColumnNeed>(), malformed: new Map<string, ColumnNeed>() }
    const parsed = this.#builders.parsed.build(
      base.op === 'relation' ? records : parsedSchema(base.parser, base.input),
      needs.parsed,
    )
    const malformed = this.#builders.malformed.build(
      base.op === 'relation' ? [] : malformedBase(base.input),
      needs.malformed,
    )
    const wanted = (parser?.schema ?? []).filter(f => needs.parsed.has(f.name))
    const aggregations: GroupingSpec[] = []
    for (const a of [...parsed.aggregations, ...malformed.aggregations]) aggregations[a.id] = a.spec
    return {
      worker: {
        parser: parser && { ...parser.parser, format: parser.format },
        reasons: parser?.reasons ?? [],
        needs: {
          parser: Object.fromEntries(wanted.map(f => [f.name, needs.parsed.get(f.name)!])),
          source: records.map(f => f.name).filter(n => needs.parsed.has(n) || needs.malformed.has(n)),
        },
        parsed,
        malformed,
      },
      aggregations,
      eventTimes: aggregations.map((_, i) => this.#eventTimes[i] ?? null),
      watermarks: [...this.#watermarks.values()],
      outputs: Object.fromEntries(compiled),
    }
  }

  #output(name: string, { plan, mode }: OutputDefinition): RowsOutput | AggregateOutput {
    const built = this.#plan(plan, mode)
    if (built.kind === 'aggregated') {
      if (mode === 'append' && (this.#eventTimes[built.aggregation]?.length ?? null) === null) {
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: append. This output mode is not supported for streaming aggregations without watermark (output ${name}).`,
        )
      }
      const { aggregation, schema, post } = built
      if (mode !== 'complete') refuseOrder(post)
      return { kind: 'aggregate', mode, schema, aggregation, post }
    }
    if (mode === 'complete') {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: complete. This output mode is not supported for no streaming aggregations (output ${name}).`,
      )
    }
    const schema = schemaOf(built.columns)
    const builder = this.#builders[built.base]
    builder.rows(name, builder.selection(built.filters), built.columns, schema)
    return { kind: 'rows', mode, schema }
  }

  #plan(plan: LogicalPlan, mode: OutputMode): Narrow | Aggregated {
    switch (plan.op) {
      case 'scan':
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `The records of ${plan.description} have to be parsed: call parse().`,
        )
      case 'parse':
      case 'malformed':
        return this.#leaf(plan)
      case 'relation':
        return this.#rows(plan)
      case 'aggregate':
        return this.#aggregate(plan, this.#plan(plan.input, mode), mode)
    }
    if (!isPipelined(plan)) {
      throw new MillraceError('MILLRACE_ANALYSIS', `${plan.op} is not supported over a stream of lines.`)
    }
    const input = this.#plan(plan.input, mode)
    if (input.kind === 'aggregated') {
      if (plan.op !== 'watermark') return after(input, plan)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        'withWatermark has to stand before the aggregation whose state it bounds.',
      )
    }
    const schema = schemaOf(input.columns)
    switch (plan.op) {
      case 'project': {
        const columns = resolveColumns(plan.columns, schema)
        return {
          ...input,
          eventTime: columns.find(c => c.expression.kind === 'column' && c.expression.name === input.eventTime)?.name,
          columns: columns.map(c => ({ name: c.name, expression: inline(c.expression, input.columns) })),
        }
      }
      case 'watermark':
        return this.#watermark(plan, input)
      case 'filter': {
        const condition = inline(resolveCondition(plan.condition, schema), input.columns)
        return { ...input, filters: [...input.filters, condition] }
      }
      default:
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          plan.op === 'sort'
            ? 'Sorting is not supported on streaming Datasets, unless it is on an aggregated Dataset in complete output mode.'
            : 'Limits are not supported on streaming Datasets, unless on an aggregated Dataset in complete output mode.',
        )
    }
  }

  /** Rows of a source that needs no parser. */
  #rows(plan: Relation): Narrow {
    this.#only(plan)
    const columns = plan.schema.map(({ name, type, nullable }): TypedNamed => {
      return { name, expression: { kind: 'column', name, type, nullable } }
    })
    return { kind: 'narrow', base: 'parsed', filters: [], columns }
  }

  #only(plan: Parse | Malformed | Relation): void {
    const same = (p: Parse | Malformed | Relation): string =>
      JSON.stringify(p.op === 'relation' ? p : [p.input, p.parser])
    if (this.#base !== null && same(this.#base) !== same(plan)) {
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        'All outputs of a pipeline must read the same source in the same format: they come from one scan.',
      )
    }
    this.#base = plan
  }

  #leaf(plan: Parse | Malformed): Narrow {
    this.#only(plan)
    if (plan.op === 'malformed') {
      return { kind: 'narrow', base: 'malformed', filters: [], columns: malformedColumns(plan.input) }
    }
    const columns = parsedSchema(plan.parser, plan.input).map(({ name, type, nullable }): TypedNamed => {
      return { name, expression: { kind: 'column', name, type, nullable } }
    })
    return { kind: 'narrow', base: 'parsed', filters: [], columns }
  }

  /** Adds the search for the newest event time. */
  #watermark({ column, delayMicroseconds }: Watermark, input: Narrow): Narrow {
    const time = resolveScalar({ kind: 'column', name: column }, schemaOf(input.columns))
    if (time.type !== 'timestamp' && time.type !== 'timestamp_ntz')
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE] The event time "${column}" has the invalid type "${time.type}", but expected "timestamp".`,
      )
    const builder = this.#builders[input.base]
    const shared = builder.aggregation(builder.selection(input.filters), [], () => this.#aggregations++, 'watermark')
    const newest = {
      kind: 'aggregate',
      name: 'max',
      args: [inline(time, input.columns)],
      type: time.type,
      nullable: true,
    } as const
    shared.functionIndex(newest)
    this.#watermarks.set(shared.id, { aggregation: shared.id, delayMs: delayMicroseconds / 1000 })
    return { ...input, eventTime: column }
  }

  #aggregate(plan: Aggregate, input: Narrow | Aggregated, mode: OutputMode): Aggregated {
    if (input.kind === 'aggregated') return again(plan, input)
    const { keys, aggregates } = resolveAggregate(plan, schemaOf(input.columns))
    const builder = this.#builders[input.base]
    const windows = keys.map(k => timeWindow(k.expression))
    const grouped = keys.map((k, i) => inline(windows[i]?.pane ?? k.expression, input.columns))
    // In complete mode nothing is ever evicted, and no row comes too late.
    const eventTime = eventTimeKey(keys, windows, mode === 'complete' ? undefined : input.eventTime)
    const timed = windows.flatMap(w => (w?.time.nullable ? [isNotNull(inline(w.time, input.columns))] : []))
    const shared = builder.aggregation(
      builder.selection([...input.filters, ...timed]),
      grouped,
      () => this.#aggregations++,
      String(JSON.stringify(eventTime)),
    )
    if (eventTime !== null) this.#eventTimes[shared.id] = eventTime
    const columns = extractAggregates(keys, aggregates, call =>
      shared.functionIndex(rewriteAggregate(call, a => inline(a, input.columns))),
    ).map((column, i) => windows[i]?.column(column) ?? column)
    return { kind: 'aggregated', aggregation: shared.id, schema: schemaOf(columns), post: [{ op: 'project', columns }] }
  }
}

function refuseOrder(post: readonly PostOperator[]): void {
  const found = post.find(({ op }) => op === 'sort' || op === 'limit' || op === 'aggregate')
  if (found === undefined) return
  const what = { sort: 'Sorting', limit: 'A limit', aggregate: 'An aggregation of an aggregation' }[found.op as 'sort']
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `${what} is not supported on streaming Datasets, unless it is on an aggregated Dataset in complete output mode.`,
  )
}

/** The key by which groups come to an end: a window of the event time, or the event time itself. */
function eventTimeKey(
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

const isNotNull = (arg: TypedExpression): TypedExpression => ({
  kind: 'call',
  name: 'isNotNull',
  args: [arg],
  type: 'boolean',
  nullable: false,
})

/** An aggregation over the result of another: the whole result is there, so it is done at once. */
function again(plan: Aggregate, input: Aggregated): Aggregated {
  const { keys, aggregates } = resolveAggregate(plan, input.schema)
  const functions: (ReturnType<typeof functionSpec> & { readonly expressions: readonly TypedExpression[] })[] = []
  const columns = extractAggregates(keys, aggregates, call => {
    return functions.push({ ...functionSpec(call), expressions: aggregateArguments(call) }) - 1
  })
  const post: PostOperator[] = [
    { op: 'aggregate', keys: keys.map(k => k.expression), functions },
    { op: 'project', columns },
  ]
  return { ...input, schema: schemaOf(columns), post: [...input.post, ...post] }
}

const isPipelined = (plan: LogicalPlan): plan is Project | Filter | Sort | Limit | Watermark =>
  ['project', 'filter', 'sort', 'limit', 'watermark'].includes(plan.op)

function after(input: Aggregated, plan: Project | Filter | Sort | Limit): Aggregated {
  const { schema, post } = input
  switch (plan.op) {
    case 'project': {
      const columns = resolveColumns(plan.columns, schema)
      return { ...input, schema: schemaOf(columns), post: [...post, { op: 'project', columns }] }
    }
    case 'filter':
      return { ...input, post: [...post, { op: 'filter', condition: resolveCondition(plan.condition, schema) }] }
    case 'sort': {
      const orders = plan.orders.map(o => ({ ...o, expression: resolveScalar(o.expression, schema) }))
      return { ...input, post: [...post, { op: 'sort', orders }] }
    }
    case 'limit':
      return { ...input, post: [...post, { op: 'limit', count: plan.count }] }
  }
}
