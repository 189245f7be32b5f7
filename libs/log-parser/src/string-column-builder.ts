import { Dictionary, type StringColumn } from '@millrace/columns'
import type { ColumnNeed } from './line-parser.ts'
import { escapeInvalidUtf8, isUtf8 } from './utf8.ts'

const DASH = 45

/** The only value that a column has of which nothing but the nulls is asked for. */
function placeholder(): Dictionary {
  const dictionary = new Dictionary(1)
  dictionary.internString('')
  return dictionary
}

/** Fills one string column after another, all over the same dictionary up to a `reset`. */
export class StringColumnBuilder {
  readonly need: ColumnNeed
  readonly #validityOnly: boolean
  #dictionary: Dictionary
  #ids = new Int32Array(0)
  #nullCount = 0

  constructor(need: ColumnNeed) {
    this.need = need
    this.#validityOnly = need === 'validity'
    this.#dictionary = this.#validityOnly ? placeholder() : new Dictionary()
  }

  get byteSize(): number {
    return this.#dictionary.byteSize
  }

  reset(): void {
    if (!this.#validityOnly) this.#dictionary = new Dictionary()
  }

  /** Starts a new column of at most `capacity` rows. */
  begin(capacity: number): void {
    this.#ids = new Int32Array(capacity)
    this.#nullCount = 0
  }

  /** The id of the bytes of the range, as `set` writes it. */
  readonly idOf = (bytes: Uint8Array, start: number, end: number): number => this.#add(bytes, start, end)

  /** Sets rows from `row` on to ids that `idOf` gave, or to null where they are -1; `addNulls` has to follow. */
  setIds(row: number, ids: Int32Array): void {
    this.#ids.set(ids, row)
  }

  /** Counts nulls that `setIds` set. */
  addNulls(count: number): void {
    this.#nullCount += count
  }

  /** Sets a row to the bytes of the range; those that are not UTF-8 are written as `\xhh`. */
  set(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#validityOnly) return
    const id = this.#dictionary.find(bytes, start, end)
    this.#ids[row] = id >= 0 ? id : this.#add(bytes, start, end)
  }

  /** The same, for a field that is null when it is a single `-`. */
  setField(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (end - start === 1 && bytes[start] === DASH) this.setNull(row)
    else this.set(row, bytes, start, end)
  }

  setNull(row: number): void {
    this.#ids[row] = -1
    this.#nullCount++
  }

  finish(length: number): StringColumn {
    return { type: 'string', length, ids: this.#ids, dictionary: this.#dictionary, nullCount: this.#nullCount }
  }

  /** UTF-8 is checked here, once a distinct value. */
  #add(bytes: Uint8Array, start: number, end: number): number {
    if (isUtf8(bytes, start, end)) return this.#dictionary.intern(bytes, start, end)
    const escaped = escapeInvalidUtf8(bytes, start, end)
    return this.#dictionary.intern(escaped, 0, escaped.length)
  }
}
