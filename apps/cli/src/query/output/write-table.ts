import { displayWidth, padToWidth, printable } from '@millrace/analytics/text'
import { chunksOf } from '../duckdb-session.ts'
import { isNumber, valueText } from './cell-text.ts'
import type { ResultWriter } from './result-writer.ts'

/** Rows that decide how wide the columns are: all of most results, and no more than this of any in memory. */
const MEASURED_ROWS = 2048

/** Columns side by side, numbers to the right. What data holds does not steer the terminal. */
export const writeTable: ResultWriter = async (session, script, target) => {
  const result = await session.stream(script)
  const types = result.columnTypes()
  const right = types.map(isNumber)
  const heads = result.columnNames().map(printable)
  let widths: number[] | undefined
  const line = (cells: readonly string[], to: readonly number[]): string =>
    `${cells
      .map((cell, i) => padToWidth(cell, to[i], right[i]))
      .join('  ')
      .trimEnd()}\n`
  const start = (rows: readonly (readonly string[])[]): { widths: number[]; text: string } => {
    const found = heads.map((head, i) => rows.reduce((w, row) => Math.max(w, displayWidth(row[i])), displayWidth(head)))
    return {
      widths: found,
      text:
        line(heads, found) +
        line(
          found.map(width => '-'.repeat(width)),
          found,
        ),
    }
  }
  let count = 0
  for await (const chunk of chunksOf(result, script)) {
    const rows = chunk.getRows().map(row => row.map((value, i) => printable(valueText(value, types[i]) ?? 'NULL')))
    let head = ''
    if (widths === undefined) ({ widths, text: head } = start(rows.slice(0, MEASURED_ROWS)))
    const to = widths
    count += rows.length
    await target.write(head + rows.map(row => line(row, to)).join(''))
  }
  if (heads.length === 0) return
  const head = widths === undefined ? start([]).text : ''
  await target.write(`${head}(${count} ${count === 1 ? 'row' : 'rows'})\n`)
}
