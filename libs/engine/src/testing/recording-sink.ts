import type { ColumnBatch, HostValue, Schema } from '@millrace/columns'
import type { OutputMode, RowsSink } from '../connector/sink.ts'
import { columnOfHosts, hostReader } from '../operators/host-values.ts'

/** A sink that keeps the rows of every batch, by batch id. */
export function recordingSink(mode: OutputMode) {
  const batches: HostValue[][][] = []
  const sink: RowsSink = {
    mode,
    description: `Recorder[${mode}]`,
    async open() {},
    async addBatch(batchId, rows) {
      batches[batchId] = hostRows(rows)
      return { rows: rows.length }
    },
    async close() {},
  }
  return { sink, batches }
}

/** The rows of a batch as host values. */
export function hostRows(batch: ColumnBatch): HostValue[][] {
  const readers = batch.columns.map(hostReader)
  return Array.from({ length: batch.length }, (_, row) => readers.map(read => read(row)))
}

/** A batch of rows of host values. */
export const columnsOf = (schema: Schema, rows: readonly (readonly HostValue[])[]): ColumnBatch => ({
  schema,
  length: rows.length,
  columns: schema.map(({ type }, i) =>
    columnOfHosts(
      type,
      rows.map(row => row[i]),
    ),
  ),
})
