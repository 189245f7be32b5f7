import type { ColumnBatch } from '@millrace/columns'
import type { AppendSink, CompleteSink, SinkContext } from '../../connector/sink.ts'
import type { QueryState } from '../../state/query-state.ts'
import { settleAll } from './settle-all.ts'

/** An output whose whole result is computed from the state of one aggregation after every batch. */
export interface CompleteOutput {
  /** Index of the aggregation in the plan. */
  readonly aggregate: number
  /** What follows the aggregation: projections, having, sort, limit. */
  readonly finish: (rows: ColumnBatch) => ColumnBatch
  readonly sinks: readonly CompleteSink[]
}

/** Sinks opened or replaced at the same time: an analysis is a small file, and a NameNode has other clients. */
const CONCURRENT_SINKS = 6

/** Where the outputs of a query go. */
export class QueryOutputs {
  readonly appendSinks: ReadonlyMap<string, AppendSink>
  readonly #complete: ReadonlyMap<string, CompleteOutput>

  constructor(append: ReadonlyMap<string, AppendSink>, complete: ReadonlyMap<string, CompleteOutput>) {
    this.appendSinks = append
    this.#complete = complete
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
  restore(committed: number, state: QueryState, { pending }: { readonly pending: boolean }): Promise<void> {
    return this.#replace(committed, state, sink => !(pending && sink.durable === true))
  }

  /** Computes every complete output from the state and replaces what its sinks show. */
  replaceAll(batchId: number, state: QueryState): Promise<void> {
    return this.#replace(batchId, state, () => true)
  }

  async #replace(batchId: number, state: QueryState, takes: (sink: CompleteSink) => boolean): Promise<void> {
    const inputs = new Map<number, ColumnBatch>()
    const work: (() => Promise<unknown>)[] = []
    for (const { aggregate, finish, sinks } of this.#complete.values()) {
      const taking = sinks.filter(takes)
      if (taking.length === 0) continue
      const input = inputs.get(aggregate) ?? state.rows(aggregate)
      inputs.set(aggregate, input)
      const rows = finish(input)
      for (const sink of taking) work.push(() => sink.replace(batchId, rows))
    }
    await settleAll(work, CONCURRENT_SINKS)
  }

  #sinks(): (AppendSink | CompleteSink)[] {
    return [...this.appendSinks.values(), ...[...this.#complete.values()].flatMap(output => output.sinks)]
  }
}
