/** Controls, format characters (bidi marks, zero widths), line separators and lone surrogates: what a terminal would obey or hide. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Text from a log, safe to print: what a terminal would obey is shown as `\xhh` or `\u{hhhh}`. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, c => {
    const hex = c.codePointAt(0)?.toString(16) ?? ''
    return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`
  })

/** A cell as text: null as `-`, fractions with two digits. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2)
  return printable(String(value))
}

/** Characters of the widest cell that is not cut. */
const WIDEST = 60

/** Rows as an aligned table: numbers to the right, long texts cut. The columns are those of the first row. */
export function textTable(title: string, rows: readonly Readonly<Record<string, unknown>>[]): string {
  if (rows.length === 0) return `${title}\n  (none)\n`
  const names = Object.keys(rows[0])
  const cells = rows.map(row => names.map(name => shorten(cellText(row[name]))))
  const right = names.map(name => rows.some(row => typeof row[name] === 'number'))
  const widths = names.map((name, i) => Math.max(name.length, ...cells.map(row => width(row[i]))))
  const line = (texts: readonly string[]): string =>
    '  ' +
    texts
      .map((text, i) => {
        const space = ' '.repeat(widths[i] - width(text))
        return right[i] ? space + text : text + space
      })
      .join('  ')
      .trimEnd()
  return [title, line(names), ...cells.map(line), ''].join('\n')
}

const width = (text: string): number => Array.from(text).length

function shorten(text: string): string {
  // The slice bounds the work: a cell may be a request of several MB.
  const characters = Array.from(text.slice(0, 2 * WIDEST + 2))
  return characters.length > WIDEST ? characters.slice(0, WIDEST - 1).join('') + '…' : text
}
