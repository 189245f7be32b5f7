import { Dictionary, type StringColumn } from '@millrace/columns'
import type { ColumnNeed } from './line-parser.ts'
import { UniformIds } from './uniform-ids.ts'
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
  /** The ids where nothing but the nulls is asked for. */
  readonly #validity: UniformIds | null
  #dictionary: Dictionary
  #ids = new Int32Array(0)
  #nullCount = 0

  constructor(need: ColumnNeed) {
    this.need = need
    this.#validity = need === 'validity' ? new UniformIds() : null
    this.#dictionary = this.#validity !== null ? placeholder() : new Dictionary()
  }

  get byteSize(): number {
    return this.#dictionary.byteSize
  }

  reset(): void {
    if (this.#validity === null) this.#dictionary = new Dictionary()
  }

  /** Starts a new column of at most `capacity` rows. */
  begin(capacity: number): void {
    if (this.#validity !== null) this.#validity.begin(capacity)
    else this.#ids = new Int32Array(capacity)
    this.#nullCount = 0
  }

  /** The id of the bytes of the range, as `set` writes it. */
  readonly idOf = (bytes: Uint8Array, start: number, end: number): number => this.#add(bytes, start, end)

  /** Sets rows from `row` on to ids that `idOf` gave, or to null where they are -1: so often as `nulls` says. */
  setIds(row: number, ids: Int32Array, nulls: number): void {
    this.#nullCount += nulls
    if (this.#validity === null) this.#ids.set(ids, row)
    else if (nulls === 0) this.#validity.set(row, ids.length, 0)
    else if (nulls === ids.length) this.#validity.set(row, ids.length, -1)
    else this.#validity.setAll(row, ids)
  }

  /** Sets a row to an id that `idOf` gave. */
  setId(row: number, id: number): void {
    if (this.#validity !== null) this.#validity.set(row, 1, 0)
    else this.#ids[row] = id
  }

  /** Sets a row to the bytes of the range; those that are not UTF-8 are written as `\xhh`. */
  set(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#validity !== null) {
      this.#validity.set(row, 1, 0)
      return
    }
    const id = this.#dictionary.find(bytes, start, end)
    this.#ids[row] = id >= 0 ? id : this.#add(bytes, start, end)
  }

  /** The same, for a field that is null when it is a single `-`. */
  setField(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (end - start === 1 && bytes[start] === DASH) this.setNull(row)
    else this.set(row, bytes, start, end)
  }

  setNull(row: number): void {
    this.#nullCount++
    if (this.#validity !== null) this.#validity.set(row, 1, -1)
    else this.#ids[row] = -1
  }

  finish(length: number): StringColumn {
    const ids = this.#validity?.finish() ?? this.#ids
    return { type: 'string', length, ids, dictionary: this.#dictionary, nullCount: this.#nullCount }
  }

  /** UTF-8 is checked here, once a distinct value. */
  #add(bytes: Uint8Array, start: number, end: number): number {
    if (isUtf8(bytes, start, end)) return this.#dictionary.intern(bytes, start, end)
    const escaped = escapeInvalidUtf8(bytes, start, end)
    return this.#dictionary.intern(escaped, 0, escaped.length)
  }
}
