import type { ColumnBatch, TypeName } from '@millrace/columns'
import { hiveText } from '../kernels/spark-text.ts'
import { hostReader } from '../operators/host-values.ts'

/** Adds the rows of a batch as Spark prints them: the columns of these ids, in this order. */
export function addRows(
  batch: ColumnBatch,
  ids: readonly string[],
  types: readonly TypeName[],
  zone: string,
  rows: (string | null)[][],
): void {
  const cells = ids.map((id, i) => {
    const read = hostReader(batch.columns[batch.schema.findIndex(f => f.name === id)])
    const text = hiveText(types[i], zone)
    return (row: number): string | null => {
      const value = read(row)
      return value === null ? null : text(value)
    }
  })
  for (let row = 0; row < batch.length; row++) rows.push(cells.map(cell => cell(row)))
}
