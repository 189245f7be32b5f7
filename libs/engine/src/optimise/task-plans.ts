import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { resolveAggregate, schemaOf } from '../analyse/analyse.ts'
import type { AnalysisContext } from '../analyse/context.ts'
import { inline } from '../analyse/expression-facts.ts'
import { extractAggregates } from '../analyse/extract-aggregates.ts'
import type { OutputMode } from '../connector/sink.ts'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { Aggregate } from '../plan/logical-plan.ts'
import type { MainRows } from '../plan/main-stage.ts'
import { rewriteAggregate } from '../plan/typed-expression.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'
import { type Aggregated, builderOf, type Narrow } from './built.ts'
import { eventTimeKey, eventTimeSearch, isNotNull } from './event-time.ts'
import type { PhysicalPipeline, WatermarkOperator } from './pipeline.ts'
import { StreamBuilder, type StreamLeaf } from './stream-builder.ts'
import { timeWindow } from './time-window.ts'

/** Plans what the tasks of a pipeline do: parsing, filters and expressions, rows that leave them, aggregations that they begin. */
export class TaskPlans {
  readonly #streams: StreamBuilder[] = []
  #aggregations = 0
  readonly #eventTimes: (EventTimeKey | null)[] = []
  readonly #emitsParts = new Set<number>()
  readonly #watermarks = new Map<string, WatermarkOperator>()
  readonly #mainRows = new Map<string, MainRows>()

  /** The plans, once everything is known. */
  build(): Omit<PhysicalPipeline, 'mainStates' | 'outputs'> {
    const aggregations: GroupingSpec[] = []
    const streams = this.#streams.map(stream => ({ source: stream.source, worker: stream.build(aggregations) }))
    return {
      streams,
      aggregations,
      eventTimes: aggregations.map((_, i) => this.#eventTimes[i] ?? null),
      emitsParts: aggregations.map((_, i) => this.#emitsParts.has(i)),
      watermarks: [...this.#watermarks.values()],
      mainRows: Object.fromEntries([...this.#mainRows.values()].map(({ name, schema }) => [name, schema])),
    }
  }

  /** True for an aggregation whose groups are over at some time. */
  endsByEventTime(aggregation: number): boolean {
    return (this.#eventTimes[aggregation]?.length ?? null) !== null
  }

  /** The rows of a source as they are. */
  leaf(leaf: StreamLeaf): Narrow {
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

  /** Adds the search for the newest event time. */
  #searchNewest(input: Narrow): void {
    if (input.watermark === undefined) return
    const { column, time, delayMs, group, filters } = input.watermark
    const builder = builderOf(input)
    const selection = builder.selection(filters)
    const shared = builder.aggregation(selection, [], () => this.#aggregations++, `watermark ${column}`)
    for (const call of eventTimeSearch(time)) shared.functionIndex(call)
    this.addWatermark({ aggregation: shared.id, delayMs, ...(group === undefined ? {} : { group }) })
  }

  addWatermark(operator: WatermarkOperator): void {
    this.#watermarks.set(`${operator.isMain === true ? 'main ' : ''}${operator.aggregation}`, operator)
  }

  /** The first phase of an aggregation; the second is on the main thread. */
  aggregate(plan: Aggregate, input: Narrow, mode: OutputMode, context: AnalysisContext): Aggregated {
    this.#searchNewest(input)
    const { keys, aggregates } = resolveAggregate(plan, schemaOf(input.columns), context)
    const builder = builderOf(input)
    const windows = keys.map(k => timeWindow(k.expression))
    const grouped = keys.map((k, i) => inline(windows[i]?.pane ?? k.expression, input.columns))
    // In complete mode nothing is ever evicted, and no row comes too late.
    const eventTime = eventTimeKey(keys, windows, mode === 'complete' ? undefined : input.eventTimes)
    const timed = windows.flatMap(w => (w?.time.nullable ? [isNotNull(inline(w.time, input.columns))] : []))
    const shared = builder.aggregation(
      builder.selection([...input.filters, ...timed]),
      grouped,
      () => this.#aggregations++,
      String(JSON.stringify(eventTime)),
    )
    if (eventTime !== null) this.#eventTimes[shared.id] = eventTime
    if (mode !== 'complete' && input.watermark !== undefined) this.#emitsParts.add(shared.id)
    const columns = extractAggregates(keys, aggregates, call =>
      shared.functionIndex(rewriteAggregate(call, a => inline(a, input.columns))),
    ).map((column, i) => windows[i]?.column(column) ?? column)
    return {
      kind: 'aggregated',
      aggregation: shared.id,
      schema: schemaOf(columns),
      post: [{ op: 'project', columns }],
      eventTimes: eventTime === null ? [] : [keys[eventTime.key].name],
    }
  }

  /** Rows for the main stage. */
  handOver(input: Narrow): MainRows {
    const key = JSON.stringify([this.#streams.indexOf(input.stream), input.block, input.filters, input.columns])
    const known = this.#mainRows.get(key)
    if (known !== undefined) return known
    const name = `main rows ${this.#mainRows.size}`
    const node: MainRows = { op: 'rows', name, schema: this.rows(name, input) }
    this.#mainRows.set(key, node)
    return node
  }

  /** Rows that leave the tasks under a name. */
  rows(name: string, input: Narrow): Schema {
    this.#searchNewest(input)
    const schema = schemaOf(input.columns)
    const builder = builderOf(input)
    builder.rows(name, builder.selection(input.filters), input.columns, schema)
    return schema
  }
}
