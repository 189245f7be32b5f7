import type { ColumnBatch } from '@millrace/columns'
import { castText } from '../../kernels/spark-text.ts'
import { hostReader } from '../../operators/host-values.ts'

/** How the rows of two tables differ, whatever their order. */
export interface RowDifference {
  readonly replayed: number
  readonly committed: number
  /** Rows that the replay alone has, or the committed batch alone: their numbers, and the first of them as text. */
  readonly onlyReplayed: { readonly rows: number; readonly examples: readonly string[] }
  readonly onlyCommitted: { readonly rows: number; readonly examples: readonly string[] }
}

const EXAMPLES = 5
/** Sums of doubles depend on the order in which tasks were merged in their last digits. */
const DIGITS = 12

/** Compares rows by the texts of their values; columns go by position. */
export function compareRows(replayed: ColumnBatch, committed: ColumnBatch): RowDifference {
  const counts = new Map<string, number>()
  for (const row of rowTexts(replayed)) counts.set(row, (counts.get(row) ?? 0) + 1)
  for (const row of rowTexts(committed)) counts.set(row, (counts.get(row) ?? 0) - 1)
  const side = (sign: 1 | -1) => {
    const rows = [...counts].filter(([, n]) => n * sign > 0)
    return { rows: rows.reduce((sum, [, n]) => sum + n * sign, 0), examples: rows.slice(0, EXAMPLES).map(([r]) => r) }
  }
  return {
    replayed: replayed.length,
    committed: committed.length,
    onlyReplayed: side(1),
    onlyCommitted: side(-1),
  }
}

export const isEqual = ({ onlyReplayed, onlyCommitted }: RowDifference): boolean =>
  onlyReplayed.rows === 0 && onlyCommitted.rows === 0

function* rowTexts(batch: ColumnBatch): Generator<string> {
  const cells = batch.schema.map(({ type }, i) => {
    const read = hostReader(batch.columns[i])
    const isReal = type === 'double' || type === 'float'
    const text = castText(type)
    return (row: number): string => {
      const value = read(row)
      if (value === null) return 'NULL'
      return isReal ? String(Number((value as number).toPrecision(DIGITS))) : text(value)
    }
  })
  for (let row = 0; row < batch.length; row++) yield cells.map(cell => cell(row)).join(', ')
}
