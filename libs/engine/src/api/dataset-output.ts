import type { Sink } from '../connector/sink.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { AnyDataset } from '../runtime/query/query-output.ts'
import type { Dataset } from './dataset.ts'
import type { DatasetSource } from './dataset-source.ts'
import { explainDataset } from './explain-dataset.ts'
import type { ModeFits } from './nature.ts'
import { query, type SinkOptions, type StreamingWrite, type WriteOptions } from './streaming-write.ts'

/** What is done with a dataset as a whole. */
export abstract class DatasetOutput<Row, N> {
  declare readonly rowType: Row
  declare readonly nature: N
  /** Where the rows come from. Plans are JSON and hold only descriptions. */
  readonly sources: readonly DatasetSource[]
  readonly plan: LogicalPlan

  constructor(sources: readonly DatasetSource[], plan: LogicalPlan) {
    this.sources = sources
    this.plan = plan
  }

  /**
   * What a query of Spark's SQL makes of these rows, which it calls `this`, and of other datasets by their names. The compiler does not
   * know the columns of the result: give their types, or name it with `as`. Nothing runs; SqlError, with its position, where it is wrong.
   *
   * @example
   * const slow = await logs.sql<{ path: string; p99: number }>('select path, percentile(ms, 0.99) p99 from this group by path')
   */
  async sql<Result = never>(text: string, others: Readonly<Record<string, AnyDataset>> = {}): Promise<Dataset<Result>> {
    const { SqlSession } = await import('../sql/index.ts')
    const session = new SqlSession()
    for (const [name, dataset] of Object.entries({ ...others, this: this })) session.registerDataset(name, dataset)
    return (await session.dataset(text)) as Dataset<unknown> as Dataset<Result>
  }

  /**
   * Columns written as expressions of Spark's SQL, with names by `as`. As with `sql`, the compiler does not know the result's columns.
   *
   * @example
   * const sizes = await logs.selectExpr<{ host: string; kb: number }>('host', 'bytes / 1024 as kb')
   */
  async selectExpr<Result = never>(...expressions: readonly [string, ...string[]]): Promise<Dataset<Result>> {
    return this.sql<Result>(`select\n  ${expressions.join(',\n  ')}\nfrom this`)
  }

  /** A streaming query that writes these rows, as a description: see `definePipeline`, which starts it. */
  writeStream<S extends Sink>(options: WriteOptions & SinkOptions<S> & ModeFits<S['mode'], N>): StreamingWrite
  writeStream(all: WriteOptions & SinkOptions<Sink>) {
    const { mode: _, sink, sinks, ...options } = { sink: undefined, sinks: undefined, ...all }
    const given = sink === undefined ? { sinks: sinks ?? [] } : { sink }
    const mode = all.mode === undefined ? {} : { mode: all.mode }
    const output = { dataset: this as AnyDataset, ...given, ...mode }
    return query({ ...options, outputs: { [all.name ?? 'output']: output } })
  }

  /** The logical plan and the physical one (or why there is none) as text. */
  explain(): string {
    return explainDataset(this.plan)
  }
}
