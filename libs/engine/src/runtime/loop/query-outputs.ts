import type { ColumnBatch } from '@millrace/columns'
import type { Sink as AnySink, AppendSink, OutputMode, SinkContext, SinkResult } from '../../connector/sink.ts'
import type { QueryState } from '../../state/query-state.ts'
import { appendFromHere } from './append-from-here.ts'
import { settleAll } from './settle-all.ts'

/** An output that is computed from the state of one aggregation after every batch. */
export interface AggregateOutput {
  /** Index of the aggregation in the plan. */
  readonly aggregate: number
  /** Which groups: all, those that the batch changed, or those that it ended. */
  readonly mode: OutputMode
  /** What follows the aggregation: projections, having, sort, limit. */
  readonly finish: (rows: ColumnBatch) => ColumnBatch
  readonly sinks: readonly AnySink[]
}

/** Sinks opened or replaced at the same time: an analysis is a small file, and a NameNode has other clients. */
const CONCURRENT_SINKS = 6

/** Where the outputs of a query go. */
export class QueryOutputs {
  /** Sinks of rows that come out of tasks, by output. */
  readonly appendSinks: ReadonlyMap<string, AppendSink>
  readonly #aggregates: ReadonlyMap<string, AggregateOutput>
  readonly #main: ReadonlyMap<string, readonly AnySink[]>

  /**
   * @param append sinks of rows that come out of tasks
   * @param main sinks of outputs of the main stage
   */
  constructor(
    append: ReadonlyMap<string, AppendSink>,
    aggregates: ReadonlyMap<string, AggregateOutput>,
    main: ReadonlyMap<string, readonly AnySink[]> = new Map(),
  ) {
    this.appendSinks = append
    this.#aggregates = aggregates
    this.#main = main
  }

  get description(): string {
    return this.#sinks()
      .map(sink => sink.description)
      .join(', ')
  }

  async open(context: SinkContext): Promise<void> {
    const opening = this.#sinks().map(sink => () => sink.open(context))
    await settleAll(opening, CONCURRENT_SINKS)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#sinks().map(sink => sink.close()))
  }

  /**
   * Puts what complete sinks show back to a committed batch at a start. Durable sinks may already show the batch that is `pending`,
   * and are left alone until it has run again; where none is, files that were lost or damaged are made again.
   */
  async restore(committed: number, state: QueryState, { pending }: { readonly pending: boolean }): Promise<void> {
    const work: (() => Promise<unknown>)[] = []
    for (const { aggregate, finish, sinks } of this.#aggregates.values())
      for (const sink of sinks)
        if ('replace' in sink && !(pending && sink.durable === true))
          work.push(() => sink.replace(committed, finish(state.rows(aggregate))))
    await settleAll(work, CONCURRENT_SINKS)
  }

  /** Computes every aggregated output from the state and hands it, and the rows of the main stage, to its sinks. */
  async write(batchId: number, state: QueryState, main: ReadonlyMap<string, ColumnBatch> = new Map()): Promise<void> {
    const inputs = new Map<string, ColumnBatch>()
    const work: (() => Promise<unknown>)[] = []
    for (const { aggregate, mode, finish, sinks } of this.#aggregates.values()) {
      const key = `${mode} ${aggregate}`
      const input = inputs.get(key) ?? state.rows(aggregate, mode)
      inputs.set(key, input)
      const rows = finish(input)
      for (const sink of sinks) work.push(() => take(sink, batchId, rows))
    }
    for (const [name, sinks] of this.#main) {
      const rows = main.get(name)
      if (rows !== undefined) for (const sink of sinks) work.push(() => take(sink, batchId, rows))
    }
    await settleAll(work, CONCURRENT_SINKS)
  }

  #sinks(): AnySink[] {
    return [
      ...this.appendSinks.values(),
      ...[...this.#aggregates.values()].flatMap(output => output.sinks),
      ...[...this.#main.values()].flat(),
    ]
  }
}

function take(sink: AnySink, batchId: number, rows: ColumnBatch): Promise<SinkResult> {
  if ('replace' in sink) return sink.replace(batchId, rows)
  return 'addBatch' in sink ? sink.addBatch(batchId, rows) : appendFromHere(sink, batchId, rows)
}
