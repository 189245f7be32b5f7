import type { LogLines } from '@millrace/engine/sql'
import { formatWarning } from '../report/format-warning.ts'

interface Table {
  readonly name: string
  readonly format: string
  /** True where the format was looked for. */
  readonly isDetected: boolean
  /** Of the read that went furthest: a query that has enough rows reads no further. */
  most: LogLines
}

/** The malformed lines of the logs that a script reads, which are in no row of its tables. */
export class LeftOutLines {
  readonly #tables: Table[] = []

  /** What takes the lines of each read of a table. */
  of(name: string, format: string, isDetected: boolean): (read: LogLines) => void {
    const table: Table = { name, format, isDetected, most: { lines: 0, malformed: {} } }
    this.#tables.push(table)
    return read => {
      if (read.lines > table.most.lines) table.most = read
    }
  }

  /** A sentence for each table with malformed lines. */
  sentences(): string[] {
    return this.#tables.map(sentence).filter(text => text !== undefined)
  }
}

function sentence({ name, format, isDetected, most: { lines, malformed } }: Table): string | undefined {
  const reasons = Object.entries(malformed).sort(([, a], [, b]) => b - a)
  const count = reasons.reduce((sum, [, n]) => sum + n, 0)
  if (count === 0) return undefined
  const all = formatWarning(
    { lines, parsed: lines - count, malformedReasons: malformed, format },
    [`the table ${name}`],
    isDetected,
  )
  if (all !== undefined) return all
  const are = count === 1 ? 'is malformed and' : 'are malformed and'
  const why = reasons.map(([reason, n]) => `${n} "${reason}"`).join(', ')
  return `${count} of the ${lines} lines read of the table ${name} ${are} in no row: ${why}.`
}
