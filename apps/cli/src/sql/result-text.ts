import { csvCell, displayWidth, inertJson, padToWidth, printable } from '@millrace/analytics/text'
import { positionOf, SqlError, type SqlResult } from '@millrace/engine/sql'
import type { MillraceError } from '@millrace/errors'

export type ResultForm = 'table' | 'tsv' | 'csv' | 'jsonl'

/** A result as text; nothing for a statement without columns, but in jsonl, which has a line for each statement. */
export function resultText(form: string, statement: string, result: SqlResult): string {
  if (form === 'jsonl')
    return `${inertJson(JSON.stringify({ statement, columns: result.columns, rows: result.rows }))}\n`
  if (result.columns.length === 0) return ''
  const names = result.columns.map(c => c.name)
  switch (form) {
    case 'tsv':
      return lines([names, ...result.rows], row => row.map(tsvCell).join('\t'))
    case 'csv': {
      const plain = result.columns.map(({ type }) => PLAIN.test(type))
      const head = `${names.map(csvCell).join(',')}\n`
      return head + lines(result.rows, row => row.map((cell, i) => csvValue(cell, plain[i])).join(','))
    }
    default:
      return tableText(names, result)
  }
}

/** The line of jsonl for a statement that failed. */
export function errorLine(statement: string, error: MillraceError, script: string): string {
  const place = error instanceof SqlError ? error.place : null
  const position = place === null ? null : positionOf(script, place)
  return `${inertJson(JSON.stringify({ statement, error: { code: error.code, message: error.message, position } }))}\n`
}

type Row = readonly (string | null)[]

const lines = (rows: readonly Row[], text: (row: Row) => string): string => rows.map(row => `${text(row)}\n`).join('')

/** NULL as spark-sql writes it; a tab or line break would make another cell or row, and what steers a terminal is shown. */
const tsvCell = (cell: string | null): string =>
  cell === null
    ? 'NULL'
    : printable(cell.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r'))

/** Types whose values hold no text of a log. */
const PLAIN = /^(boolean|tinyint|smallint|int|bigint|float|double|decimal|date|timestamp|interval)/

/** RFC 4180; NULL is nothing, the empty text is `""`, texts are neutralised for spreadsheets. */
const csvValue = (cell: string | null, plain: boolean): string =>
  cell === null ? '' : cell === '' ? '""' : plain ? cell : csvCell(cell)

/** Columns side by side, numbers to the right. What data holds does not steer the terminal, as nowhere else. */
function tableText(names: readonly string[], { columns, rows }: SqlResult): string {
  const cells = rows.map(row => row.map(cell => printable(cell ?? 'NULL')))
  const heads = names.map(printable)
  const widths = heads.map((head, i) =>
    cells.reduce((width, row) => Math.max(width, displayWidth(row[i])), displayWidth(head)),
  )
  const right = columns.map(c => /^(tinyint|smallint|int|bigint|float|double|decimal.*)$/.test(c.type))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => padToWidth(cell, widths[i], right[i]))
      .join('  ')
      .trimEnd()
  const rule = widths.map(width => '-'.repeat(width)).join('  ')
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`
  return `${[line(heads), rule, ...cells.map(line), count].join('\n')}\n\n`
}
