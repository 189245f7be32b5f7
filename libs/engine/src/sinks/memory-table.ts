import type { ColumnBatch } from '@millrace/columns'
import type { OutputMode, RowsSink } from '../connector/sink.ts'
import { concatBatches } from '../operators/concat-batches.ts'

/** Keeps the rows of a query in memory: Spark's memory sink. */
export interface MemoryTable<M extends OutputMode = OutputMode> extends RowsSink<M> {
  /** Rows of all batches in append and update mode, of the newest one in complete mode; undefined before the first. */
  readonly rows: ColumnBatch | undefined
}

/** For tests and examples: nothing outlives the process, and in append and update mode all rows are kept. */
export function memoryTable<M extends OutputMode = 'append'>(
  name: string,
  { mode = 'append' as M }: { readonly mode?: M } = {},
): MemoryTable<M> {
  const batches = new Map<number, ColumnBatch>()
  return {
    mode,
    description: `MemoryTable[${name}]`,
    get rows() {
      const all = [...batches].sort(([a], [b]) => a - b).map(([, rows]) => rows)
      return all.length === 0 ? undefined : concatBatches(all[0].schema, all)
    },
    async open() {},
    async addBatch(batchId, rows) {
      if (mode === 'complete') batches.clear()
      batches.set(batchId, rows)
      return { rows: rows.length }
    },
    async close() {},
  }
}
