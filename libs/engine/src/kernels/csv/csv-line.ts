/** A field of a line; `quoted` tells an empty string in quotes from nothing. */
export interface CsvField {
  readonly text: string
  readonly quoted: boolean
}

export interface CsvFormat {
  /** One or more characters. */
  readonly separator: string
  readonly quote: string
  /** Stands before a quote inside of quotes. */
  readonly escape: string
}

export const DEFAULT_FORMAT: CsvFormat = { separator: ',', quote: '"', escape: '\\' }

/** The fields of one line as Spark's CSV source divides them; a quote counts only at the beginning of a field. */
export function splitCsvLine(line: string, { separator, quote, escape: escaper }: CsvFormat): CsvField[] {
  const fields: CsvField[] = []
  let at = 0
  for (;;) {
    let text = ''
    let quoted = false
    if (line.startsWith(quote, at) && quote !== '') {
      quoted = true
      at += quote.length
      while (at < line.length && !line.startsWith(quote, at)) {
        if (line.startsWith(escaper, at) && isEscaped(line[at + escaper.length], quote, escaper)) at += escaper.length
        text += line[at++]
      }
      at += quote.length
    }
    const end = line.indexOf(separator, at)
    const rest = line.slice(at, end < 0 ? line.length : end)
    fields.push({ text: quoted ? text : rest, quoted })
    if (end < 0) return fields
    at = end + separator.length
  }
}

const isEscaped = (next: string | undefined, quote: string, escaper: string): boolean =>
  next !== undefined && (next === quote || next === escaper)

/** A field in quotes where it holds the separator, a quote or a line break, or is empty. */
export function writeCsvField(text: string, { separator, quote, escape: escaper }: CsvFormat): string {
  const needed =
    text === '' || text.includes(separator) || text.includes(quote) || /[\r\n]/.test(text) || /^\s|\s$/.test(text)
  return needed ? quote + text.replaceAll(quote, escaper + quote) + quote : text
}
