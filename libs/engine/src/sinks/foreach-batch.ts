import type { ColumnBatch } from '@millrace/columns'
import type { OutputMode, RowsSink } from '../connector/sink.ts'

/**
 * Hands the rows of every batch to a function: Spark's foreachBatch. After a crash or an error it is called again with the same
 * `batchId` and rows, so what it does is done exactly once where it stores the id with its effect. `rowsOf(rows)` gives objects.
 */
export function foreachBatch<M extends OutputMode = 'append'>(
  write: (rows: ColumnBatch, batchId: number) => void | Promise<void>,
  { mode = 'append' as M }: { readonly mode?: M } = {},
): RowsSink<M> {
  return {
    mode,
    description: 'ForeachBatchSink',
    async open() {},
    async addBatch(batchId, rows) {
      await write(rows, batchId)
      return { rows: rows.length }
    },
    async close() {},
  }
}
