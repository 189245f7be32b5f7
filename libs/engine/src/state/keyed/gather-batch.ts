import type { ColumnBatch, Schema } from '@millrace/columns'
import type { ChunkKind } from './chunk-list.ts'
import { columnBytes, packed } from './column-memory.ts'
import { Gather, type RowPositions } from './gather.ts'

/** Rows of several batches of one schema. */
export function gatherBatch(
  schema: Schema,
  batches: readonly (ColumnBatch | undefined)[],
  positions: RowPositions,
): ColumnBatch {
  const gather = new Gather(batches.length, positions)
  const columns = schema.map(({ type }, c) =>
    gather.column(
      type,
      batches.map(batch => batch?.columns[c]),
    ),
  )
  return { schema, length: gather.length, columns }
}

/** Chunks of rows of a schema. */
export const batchChunks = (schema: Schema): ChunkKind<ColumnBatch> => ({
  gather(batches, positions) {
    const rows = gatherBatch(schema, batches, positions)
    return { ...rows, columns: rows.columns.map(packed) }
  },
  byteSize: ({ columns }) => columns.reduce((sum, column) => sum + columnBytes(column), 0),
})
