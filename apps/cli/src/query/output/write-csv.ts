import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { csvCell } from '@millrace/analytics/text'
import { chunksOf } from '../duckdb-session.ts'
import { isPlain, valueText } from './cell-text.ts'
import type { ResultWriter } from './result-writer.ts'

/** RFC 4180 with a header. NULL is nothing, the empty text is `""`; texts are neutralised for spreadsheets. */
export const writeCsv: ResultWriter = async (session, script, target) => {
  const result = await session.stream(script)
  const types = result.columnTypes()
  const plain = types.map(isPlain)
  await target.write(`${result.columnNames().map(csvCell).join(',')}\n`)
  for await (const chunk of chunksOf(result, script)) {
    const lines = chunk.getRows().map(row => `${row.map((value, i) => cell(value, types[i], plain[i])).join(',')}\n`)
    await target.write(lines.join(''))
  }
}

function cell(value: DuckDBValue, type: DuckDBType, plain: boolean): string {
  const text = valueText(value, type)
  if (text === null) return ''
  if (text === '') return '""'
  return plain ? text : csvCell(text)
}
