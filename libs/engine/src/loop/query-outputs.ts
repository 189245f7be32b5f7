import type { ColumnBatch } from '@millrace/columns'
import type { AppendSink, CompleteSink, SinkContext } from '../connector/sink.ts'
import type { QueryState } from './query-state.ts'
import { settleAll } from './settle-all.ts'

/** An output whose whole result is computed from the state of one aggregation after every batch. */
export interface CompleteOutput {
  /** Index of the aggregation in the plan. */
  readonly aggregate: number
  /** What follows the aggregation: projections, having, sort, limit. */
  readonly finish: (rows: ColumnBatch) => ColumnBatch
  readonly sinks: readonly CompleteSink[]
}

/** Sinks written at the same time: an analysis is a small file, and a NameNode has other clients. */
const CONCURRENT_REPLACEMENTS = 6

/** Where the outputs of a query go. */
export class QueryOutputs {
  readonly appendSinks: ReadonlyMap<string, readonly AppendSink[]>
  readonly #complete: ReadonlyMap<string, CompleteOutput>

  constructor(append: ReadonlyMap<string, readonly AppendSink[]>, complete: ReadonlyMap<string, CompleteOutput>) {
    this.appendSinks = append
    this.#complete = complete
  }

  get description(): string {
    return this.#sinks()
      .map(sink => sink.description)
      .join(', ')
  }

  async open(context: SinkContext): Promise<void> {
    for (const sink of this.#sinks()) await sink.open(context)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#sinks().map(sink => sink.close()))
  }

  /** Computes every complete output from the state and replaces what its sinks show. */
  async replaceAll(batchId: number, state: QueryState): Promise<void> {
    const inputs = new Map<number, ColumnBatch>()
    const work: (() => Promise<unknown>)[] = []
    for (const { aggregate, finish, sinks } of this.#complete.values()) {
      const input = inputs.get(aggregate) ?? state.rows(aggregate)
      inputs.set(aggregate, input)
      const rows = finish(input)
      for (const sink of sinks) work.push(() => sink.replace(batchId, rows))
    }
    await settleAll(work, CONCURRENT_REPLACEMENTS)
  }

  #sinks(): (AppendSink | CompleteSink)[] {
    const append = [...this.appendSinks.values()].flat()
    return [...append, ...[...this.#complete.values()].flatMap(output => output.sinks)]
  }
}
