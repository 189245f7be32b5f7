import type { ColumnBatch } from '@millrace/columns'
import { rowsOf } from '@millrace/engine/core'
import type { Cell } from './panel.ts'

/** Rows as cells: int64 as JSON's numbers (counts and sizes of any real log are far below 2^53), times to the second. */
export const plainRows = (batch: ColumnBatch): Record<string, Cell>[] =>
  rowsOf<Record<string, unknown>>(batch).map(row =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainCell(value)])),
  )

function plainCell(value: unknown): Cell {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ')
  return value as Cell
}
