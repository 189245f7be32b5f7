import type { ColumnBatch } from '@millrace/columns'
import { hiveText, hostReader } from '@millrace/engine/values'

/** A value as Spark prints it; doubles as numbers. */
export type Cell = string | number | null
export type Row = readonly Cell[]

export interface Answer {
  /** Millrace's names of the columns' types. */
  readonly types: readonly string[]
  readonly rows: readonly Row[]
}

export const cellOf = (type: string, text: string | null): Cell =>
  text !== null && type === 'double' ? Number(text) : text

/** The rows of batches of one schema. */
export function answerOf(types: readonly string[], batches: readonly ColumnBatch[]): Answer {
  const rows = batches.flatMap(({ schema, columns, length }) => {
    const readers = columns.map((column, i) => {
      const read = hostReader(column)
      const text = hiveText(schema[i].type)
      return (row: number): Cell => {
        const value = read(row)
        return value === null ? null : schema[i].type === 'double' ? (value as number) : text(value)
      }
    })
    return Array.from({ length }, (_, row) => readers.map(read => read(row)))
  })
  return { types, rows }
}
