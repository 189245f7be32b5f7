import type { ColumnBatch, Schema } from '@millrace/columns'
import type { AppendSink, BatchWriter } from '../../connector/sink.ts'
import type { StaticTable } from '../../connector/static-table.ts'
import { MainStage } from '../../operators/main-stage.ts'
import type { PhysicalPipeline } from '../../optimise/pipeline.ts'
import { rowsFromTasks } from '../../sinks/rows-from-tasks.ts'
import type { QueryState } from '../../state/query-state.ts'
import { JoinedTables } from './joined-tables.ts'

/** The main stage of a query and the rows on their way to it. */
export class MainRun {
  readonly #stage: MainStage
  readonly #tables: JoinedTables
  readonly #collectors: ReadonlyMap<string, AppendSink>
  readonly #rows = new Map<string, ColumnBatch>()

  /** @param tables the tables that streams are joined with */
  constructor({ outputs, mainRows }: PhysicalPipeline, tables: readonly StaticTable[]) {
    this.#tables = new JoinedTables(
      Object.values(outputs).flatMap(output => (output.kind === 'main' ? [output.root] : [])),
      tables,
    )
    const roots = Object.entries(outputs).flatMap(([name, output]) =>
      output.kind === 'main' ? [[name, output.root] as const] : [],
    )
    this.#stage = new MainStage(new Map(roots))
    this.#collectors = new Map(Object.entries(mainRows).map(([name, schema]) => [name, this.#collector(name, schema)]))
  }

  /** Opens writers for the rows of a batch. */
  async begin(batchId: number): Promise<Map<string, BatchWriter>> {
    this.#rows.clear()
    const writers = new Map<string, BatchWriter>()
    for (const [name, sink] of this.#collectors) writers.set(name, await sink.begin(batchId))
    return writers
  }

  /** Runs the stage over the rows that `writers` got and the state, at the time when the batch was planned; gives the rows of its outputs. */
  async run(
    writers: ReadonlyMap<string, BatchWriter>,
    state: QueryState,
    processingTimeMs: number,
  ): Promise<ReadonlyMap<string, ColumnBatch>> {
    for (const writer of writers.values()) await writer.commit()
    const table = await this.#tables.load()
    return state.runMain(this.#stage, this.#rows, { table, processingTimeMs })
  }

  #collector(name: string, schema: Schema): AppendSink {
    return rowsFromTasks(
      {
        mode: 'append',
        description: name,
        open: async () => {},
        addBatch: async (_, rows) => {
          this.#rows.set(name, rows)
          return { rows: rows.length }
        },
        close: async () => {},
      },
      schema,
    )
  }
}
