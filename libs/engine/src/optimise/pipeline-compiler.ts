import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { resolveAggregate, resolveColumns, resolveCondition, resolveScalar, schemaOf } from '../analyse/analyse.ts'
import { inline } from '../analyse/expression-facts.ts'
import { extractAggregates } from '../analyse/extract-aggregates.ts'
import type { OutputMode } from '../connector/sink.ts'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { Aggregate, Join, LogicalPlan, Project, Watermark } from '../plan/logical-plan.ts'
import type { MainNode } from '../plan/main-stage.ts'
import type { PostOperator } from '../plan/post-plan.ts'
import { rewriteAggregate, type TypedExpression, type TypedNamed } from '../plan/typed-expression.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'
import type { BlockBuilder } from './block-builder.ts'
import { eventTimeKey, isNotNull, projectedEventTime } from './event-time.ts'
import { MainCompiler } from './main-compiler.ts'
import type { OutputDefinition, PhysicalPipeline, PipelineOutput, WatermarkOperator } from './pipeline.ts'
import { isPostNode, postAggregate, postOperator, refuseOrder } from './post-operators.ts'
import { type BlockKind, StreamBuilder, type StreamLeaf } from './stream-builder.ts'
import { timeWindow } from './time-window.ts'

/** Rows of a block: which, and what is computed of them, in terms of the block's own columns. */
interface Narrow {
  readonly kind: 'narrow'
  readonly stream: StreamBuilder
  readonly block: BlockKind
  readonly filters: readonly TypedExpression[]
  readonly columns: readonly TypedNamed[]
  /** The name of the column with a watermark. */
  readonly eventTime?: string
}

/** Groups that tasks begin and the main thread brings together. */
interface Aggregated {
  readonly kind: 'aggregated'
  readonly aggregation: number
  readonly schema: Schema
  readonly post: readonly PostOperator[]
  /** The name of the column by which groups end, or of its window. */
  readonly eventTime?: string
}

/** Rows of the main stage. */
export interface Main {
  readonly kind: 'main'
  readonly node: MainNode
  readonly eventTime?: string
}

type Built = Narrow | Aggregated | Main

/** Plans the outputs of one pipeline; see `compilePipeline`. */
export class PipelineCompiler {
  readonly #streams: StreamBuilder[] = []
  #aggregations = 0
  readonly #eventTimes: (EventTimeKey | null)[] = []
  readonly #emitsParts = new Set<number>()
  readonly #watermarks = new Map<number, WatermarkOperator>()
  readonly #mainRows = new Map<string, { readonly name: string; readonly schema: Schema }>()
  readonly #main = new MainCompiler()

  compile(outputs: Readonly<Record<string, OutputDefinition>>): PhysicalPipeline {
    const compiled = Object.entries(outputs).map(([name, o]) => [name, this.#output(name, o)] as const)
    if (compiled.length === 0) throw new MillraceError('MILLRACE_ANALYSIS', 'A pipeline needs at least one output.')
    const aggregations: GroupingSpec[] = []
    const streams = this.#streams.map(stream => ({ source: stream.source, worker: stream.build(aggregations) }))
    return {
      streams,
      aggregations,
      eventTimes: aggregations.map((_, i) => this.#eventTimes[i] ?? null),
      emitsParts: aggregations.map((_, i) => this.#emitsParts.has(i)),
      watermarks: [...this.#watermarks.values()],
      mainRows: Object.fromEntries([...this.#mainRows.values()].map(({ name, schema }) => [name, schema])),
      mainStates: this.#main.states,
      outputs: Object.fromEntries(compiled),
    }
  }

  #output(name: string, { plan, mode }: OutputDefinition): PipelineOutput {
    const built = this.#plan(plan, mode)
    if (built.kind === 'main') return this.#main.output(name, built.node, mode)
    if (built.kind === 'aggregated') {
      if (mode === 'append' && (this.#eventTimes[built.aggregation]?.length ?? null) === null)
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: append. This output mode is not supported for streaming aggregations without watermark (output ${name}).`,
        )
      const { aggregation, schema, post } = built
      if (mode !== 'complete') refuseOrder(post)
      return { kind: 'aggregate', mode, schema, aggregation, post }
    }
    if (mode === 'complete')
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: complete. This output mode is not supported for no streaming aggregations (output ${name}).`,
      )
    return { kind: 'rows', mode, schema: this.#rows(name, built) }
  }

  #plan(plan: LogicalPlan, mode: OutputMode): Built {
    switch (plan.op) {
      case 'scan':
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `The records of ${plan.description} have to be parsed: call parse().`,
        )
      case 'parse':
      case 'malformed':
      case 'relation':
        return this.#leaf(plan)
      case 'aggregate':
        return this.#aggregate(plan, this.#plan(plan.input, mode), mode)
      case 'watermark':
        return this.#watermark(plan, this.#plan(plan.input, mode))
      case 'deduplicate': {
        const { node, eventTime } = this.#toMain(this.#plan(plan.input, mode), mode)
        return {
          kind: 'main',
          node: this.#main.deduplicate(plan, node, eventTime, this.#delayOf(plan.input)),
          eventTime,
        }
      }
      case 'transform': {
        const { node, eventTime } = this.#toMain(this.#plan(plan.input, mode), mode)
        return { kind: 'main', node: this.#main.transform(plan, node, eventTime) }
      }
      case 'join':
        return this.#join(plan, mode)
      case 'setOperation': {
        const sides = [plan.left, plan.right].map(side => this.#toMain(this.#plan(side, mode), mode))
        const node = this.#main.union(
          plan,
          sides.map(side => side.node),
        )
        return { kind: 'main', node, eventTime: sides[0].eventTime }
      }
    }
    if (!isPostNode(plan))
      throw new MillraceError('MILLRACE_ANALYSIS', `${plan.op} is not supported on streaming Datasets.`)
    const input = this.#plan(plan.input, mode)
    if (input.kind === 'narrow') return this.#narrow(plan, input)
    const eventTime = plan.op === 'project' ? eventTimeAfter(plan, input.eventTime) : input.eventTime
    if (input.kind === 'main') return { kind: 'main', node: this.#main.apply(plan, input.node), eventTime }
    return { ...input, ...postOperator(plan, input), eventTime }
  }

  #leaf(leaf: StreamLeaf): Narrow {
    if (leaf.op === 'relation' && !leaf.streaming)
      throw new MillraceError('MILLRACE_ANALYSIS', `${leaf.name} is not a stream: it can only be joined with one.`)
    let stream = this.#streams.find(s => s.reads(leaf))
    if (stream === undefined) {
      const source = leaf.op === 'relation' ? leaf.name : leaf.input.description
      if (this.#streams.some(s => s.source === source))
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `All outputs of a pipeline must read ${source} in the same format: its records are parsed once.`,
        )
      stream = new StreamBuilder(leaf)
      this.#streams.push(stream)
    }
    const block = leaf.op === 'malformed' ? 'malformed' : 'parsed'
    return { kind: 'narrow', stream, block, filters: [], columns: StreamBuilder.columns(leaf) }
  }

  #narrow(plan: Parameters<typeof postOperator>[0], input: Narrow): Narrow {
    const schema = schemaOf(input.columns)
    switch (plan.op) {
      case 'project': {
        const columns = resolveColumns(plan.columns, schema)
        return {
          ...input,
          eventTime: projectedEventTime(columns, input.eventTime),
          columns: columns.map(c => ({ name: c.name, expression: inline(c.expression, input.columns) })),
        }
      }
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

  /** Adds the search for the newest event time. */
  #watermark({ column, delayMicroseconds }: Watermark, input: Built): Narrow {
    if (input.kind !== 'narrow')
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        'withWatermark has to stand before the operators whose state it bounds.',
      )
    const time = resolveScalar({ kind: 'column', name: column }, schemaOf(input.columns))
    if (time.type !== 'timestamp')
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `[EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE] The event time "${column}" has the invalid type "${time.type}", but expected "timestamp".`,
      )
    const builder = builderOf(input)
    const selection = builder.selection(input.filters)
    const shared = builder.aggregation(selection, [], () => this.#aggregations++, `watermark ${column}`)
    const args = [inline(time, input.columns)]
    shared.functionIndex({ kind: 'aggregate', name: 'max', args, type: time.type, nullable: true })
    this.#watermarks.set(shared.id, { aggregation: shared.id, delayMs: delayMicroseconds / 1000 })
    return { ...input, eventTime: column }
  }

  #aggregate(plan: Aggregate, input: Built, mode: OutputMode): Built {
    if (plan.keys.some(k => k.expression.kind === 'call' && k.expression.name === 'sessionWindow')) {
      const { node, eventTime } = this.#toMain(input, mode)
      return { kind: 'main', ...this.#main.session(plan, node, eventTime, mode) }
    }
    if (input.kind === 'main') return { kind: 'main', ...this.#main.aggregate(plan, input.node, input.eventTime, mode) }
    if (input.kind === 'aggregated') {
      if (mode === 'complete') return { ...input, ...postAggregate(plan, input) }
      const { node, eventTime } = this.#toMain(input, mode)
      return { kind: 'main', ...this.#main.aggregate(plan, node, eventTime, mode) }
    }
    const { keys, aggregates } = resolveAggregate(plan, schemaOf(input.columns))
    const builder = builderOf(input)
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
    if (mode !== 'complete') this.#emitsParts.add(shared.id)
    const columns = extractAggregates(keys, aggregates, call =>
      shared.functionIndex(rewriteAggregate(call, a => inline(a, input.columns))),
    ).map((column, i) => windows[i]?.column(column) ?? column)
    return {
      kind: 'aggregated',
      aggregation: shared.id,
      schema: schemaOf(columns),
      post: [{ op: 'project', columns }],
      eventTime: eventTime === null ? undefined : keys[eventTime.key].name,
    }
  }

  #join(plan: Join, mode: OutputMode): Main {
    const streams = [plan.left, plan.right].map(isStreaming)
    const side = (input: LogicalPlan): Main => this.#toMain(this.#plan(input, mode), mode)
    if (streams[0] && streams[1])
      return { kind: 'main', ...this.#main.streamJoin(plan, side(plan.left), side(plan.right)) }
    if (streams[0]) return { kind: 'main', ...this.#main.tableJoin(plan, side(plan.left), plan.right, 'left') }
    return { kind: 'main', ...this.#main.tableJoin(plan, side(plan.right), plan.left, 'right') }
  }

  /** Hands rows over to the main stage. */
  #toMain(input: Built, mode: OutputMode): Main {
    if (input.kind === 'main') return input
    const { eventTime } = input
    if (input.kind === 'narrow') {
      const key = JSON.stringify([this.#streams.indexOf(input.stream), input.block, input.filters, input.columns])
      const name = this.#mainRows.get(key)?.name ?? `main rows ${this.#mainRows.size}`
      const schema = schemaOf(input.columns)
      if (!this.#mainRows.has(key)) {
        this.#mainRows.set(key, { name, schema })
        this.#rows(name, input)
      }
      return { kind: 'main', node: { op: 'rows', name, schema }, eventTime }
    }
    const { aggregation, post, schema } = input
    const groups: MainNode = { op: 'aggregated', aggregation, mode, schema: [] }
    return { kind: 'main', node: { op: 'apply', input: groups, operators: post, schema }, eventTime }
  }

  #rows(name: string, input: Narrow): Schema {
    const schema = schemaOf(input.columns)
    const builder = builderOf(input)
    builder.rows(name, builder.selection(input.filters), input.columns, schema)
    return schema
  }

  /** The delay of the watermark of a plan's rows, in microseconds. */
  #delayOf(plan: LogicalPlan): number | null {
    for (let node = plan; 'input' in node; node = node.input) if (node.op === 'watermark') return node.delayMicroseconds
    return null
  }
}

/** True when rows of the plan go on coming. */
function isStreaming(plan: LogicalPlan): boolean {
  if ('left' in plan) return isStreaming(plan.left) || isStreaming(plan.right)
  if (plan.op === 'relation') return plan.streaming
  return 'input' in plan ? isStreaming(plan.input) : plan.op === 'scan'
}

const builderOf = ({ stream, block }: Narrow): BlockBuilder => stream.blocks[block]

const eventTimeAfter = ({ columns }: Project, eventTime: string | undefined): string | undefined =>
  eventTime === undefined
    ? undefined
    : columns.find(({ expression }) => expression.kind === 'column' && expression.name === eventTime)?.name
