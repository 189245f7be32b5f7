import { printable } from '@millrace/errors'

/** What spreadsheets take for a formula, also in full width and after blanks. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/

/**
 * Text from a log as a cell of a CSV file (RFC 4180), quoted where needed. What a spreadsheet would take for a formula gets a leading
 * apostrophe, as OWASP advises for CSV injection; unprintable characters are shown, as on a terminal. Numbers need none of it.
 */
export function csvCell(text: string): string {
  const shown = printable(text)
  const inert = FORMULA.test(shown) ? `'${shown}` : shown
  return /[",;]/.test(inert) || inert !== inert.trim() ? `"${inert.replaceAll('"', '""')}"` : inert
}
