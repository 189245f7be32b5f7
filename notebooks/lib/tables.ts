import { type Display, display } from 'tslab'
import { textTable } from './text-table.ts'

/** Shows rows as a text table, hostile characters of the log spelt out; on a display over what was there. */
export function table(title: string, rows: readonly object[], on: Display = display): void {
  on.text(`${textTable(title, rows as readonly Record<string, unknown>[])}\n`)
}
