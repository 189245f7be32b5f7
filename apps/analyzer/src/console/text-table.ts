/** A cell as text; control characters, which a terminal would obey, are shown as `\xhh`. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2)
  return String(value).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, c =>
    c <= '\u00ff' ? '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0') : '\\u' + c.charCodeAt(0).toString(16),
  )
}

const WIDEST = 60

/** Rows as an aligned table: numbers to the right, long texts cut. */
export function textTable(title: string, rows: readonly Readonly<Record<string, unknown>>[]): string {
  if (rows.length === 0) return `${title}\n  (none)\n`
  const names = Object.keys(rows[0])
  const cells = rows.map(row => names.map(name => shorten(cellText(row[name]))))
  const right = names.map(name => typeof rows[0][name] === 'number')
  const widths = names.map((name, i) => Math.max(name.length, ...cells.map(row => row[i].length)))
  const line = (texts: readonly string[]): string =>
    '  ' +
    texts
      .map((text, i) => (right[i] ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join('  ')
      .trimEnd()
  return [title, line(names), ...cells.map(line), ''].join('\n')
}

const shorten = (text: string): string => (text.length > WIDEST ? text.slice(0, WIDEST - 1) + '…' : text)
