import type { ColumnBatch } from '@millrace/columns'
import { castText, hostReader } from '@millrace/engine/values'

/** Columns and at most `limit` rows; every value as Spark prints it, or null. */
export function jsonRows(batch: ColumnBatch, limit: number) {
  const cells = batch.schema.map(({ type }, i) => {
    const read = hostReader(batch.columns[i])
    const text = castText(type)
    return (row: number): string | null => {
      const value = read(row)
      return value === null ? null : text(value)
    }
  })
  return {
    columns: batch.schema.map(({ name, type }) => ({ name, type })),
    rows: Array.from({ length: Math.min(limit, batch.length) }, (_, row) => cells.map(cell => cell(row))),
  }
}
