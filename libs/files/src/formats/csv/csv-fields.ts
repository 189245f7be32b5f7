export interface CsvDialect {
  readonly delimiter: string
  /** Empty for none. */
  readonly quote: string
  readonly escape: string
  readonly ignoreLeadingWhiteSpace: boolean
  readonly ignoreTrailingWhiteSpace: boolean
}

const NONE = -1
const isSpace = (byte: number): boolean => byte === 32 || byte === 9

/**
 * The fields of one record, as ranges of bytes. A quoted field whose quotes are closed too early is taken as it stands, quotes
 * included, up to the next delimiter, and one that is never closed up to the end (the univocity parser's STOP_AT_DELIMITER, Spark's default).
 */
export class CsvFields {
  count = 0
  /** Field i is `sources[i][starts[i] .. ends[i])`. */
  readonly sources: Uint8Array[] = []
  readonly starts: number[] = []
  readonly ends: number[] = []
  readonly quoted: boolean[] = []
  readonly #delimiter: Uint8Array
  readonly #quote: number
  readonly #escape: number
  readonly #skipLeading: boolean
  readonly #skipTrailing: boolean

  constructor(dialect: CsvDialect) {
    this.#delimiter = Buffer.from(dialect.delimiter)
    this.#quote = dialect.quote === '' ? NONE : dialect.quote.charCodeAt(0)
    this.#escape = dialect.escape === '' ? NONE : dialect.escape.charCodeAt(0)
    this.#skipLeading = dialect.ignoreLeadingWhiteSpace
    this.#skipTrailing = dialect.ignoreTrailingWhiteSpace
  }

  /** Cuts the record `bytes[start .. end)`. */
  split(bytes: Uint8Array, start: number, end: number): void {
    this.count = 0
    for (let at = start; ; ) {
      let from = at
      if (this.#skipLeading) while (from < end && isSpace(bytes[from]) && !this.#isDelimiter(bytes, from, end)) from++
      const next =
        bytes[from] === this.#quote && from < end
          ? this.#quotedField(bytes, from, end)
          : this.#plainField(bytes, from, from, end)
      if (next >= end) {
        if (next > end) return
        // The record ends with a delimiter: an empty field follows.
        this.#add(bytes, end, end, false)
        return
      }
      at = next
    }
  }

  /** Adds a field that begins at `from` and lasts to the first delimiter from `search` on; gives where the next one begins, beyond `end` where there is none. */
  #plainField(bytes: Uint8Array, from: number, search: number, end: number): number {
    const to = this.#findDelimiter(bytes, search, end)
    let last = to
    if (this.#skipTrailing) while (last > from && isSpace(bytes[last - 1])) last--
    this.#add(bytes, from, last, false)
    return to === end ? end + 1 : to + this.#delimiter.length
  }

  #quotedField(bytes: Uint8Array, open: number, end: number): number {
    const quote = this.#quote
    const escapeByte = this.#escape
    let escapes = false
    let i = open + 1
    for (; i < end; i++) {
      const byte = bytes[i]
      if (byte === escapeByte && i + 1 < end && (bytes[i + 1] === quote || bytes[i + 1] === escapeByte)) {
        escapes = true
        i++
      } else if (byte === quote) break
    }
    if (i >= end) {
      this.#addQuoted(bytes, open + 1, end, escapes)
      return end + 1
    }
    let after = i + 1
    while (after < end && isSpace(bytes[after]) && !this.#isDelimiter(bytes, after, end)) after++
    if (after < end && !this.#isDelimiter(bytes, after, end)) return this.#plainField(bytes, open, i, end)
    this.#addQuoted(bytes, open + 1, i, escapes)
    return after >= end ? end + 1 : after + this.#delimiter.length
  }

  #addQuoted(bytes: Uint8Array, start: number, end: number, escapes: boolean): void {
    if (!escapes) {
      this.#add(bytes, start, end, true)
      return
    }
    const plain = new Uint8Array(end - start)
    let length = 0
    for (let i = start; i < end; i++) {
      if (bytes[i] === this.#escape && i + 1 < end && (bytes[i + 1] === this.#quote || bytes[i + 1] === this.#escape))
        i++
      plain[length++] = bytes[i]
    }
    this.#add(plain, 0, length, true)
  }

  #add(source: Uint8Array, start: number, end: number, quoted: boolean): void {
    const i = this.count++
    this.sources[i] = source
    this.starts[i] = start
    this.ends[i] = end
    this.quoted[i] = quoted
  }

  #findDelimiter(bytes: Uint8Array, from: number, end: number): number {
    const first = this.#delimiter[0]
    for (let i = from; i < end; i++) if (bytes[i] === first && this.#isDelimiter(bytes, i, end)) return i
    return end
  }

  #isDelimiter(bytes: Uint8Array, at: number, end: number): boolean {
    const delimiter = this.#delimiter
    if (at + delimiter.length > end) return false
    for (let i = 0; i < delimiter.length; i++) if (bytes[at + i] !== delimiter[i]) return false
    return true
  }
}
