import { Dictionary, type StringColumn } from '@millrace/columns'
import type { ColumnNeed } from '../line-parser.ts'
import { StringColumnBuilder } from '../string-column-builder.ts'
import { decodeText } from './decode-text.ts'
import type { TextDecoding } from './field.ts'

/** Fills one string column after another; values that have to be decoded are so once each. */
export class TextColumn {
  readonly #builder: StringColumnBuilder
  readonly #decoding: TextDecoding | undefined
  readonly #need: ColumnNeed
  /** Values as written, and for each the id of what it means. */
  #raw = new Dictionary(16)
  #meanings = new Int32Array(16)
  #known = 0
  #scratch = new Uint8Array(256)
  #nulls = new Int32Array(0)

  constructor(need: ColumnNeed, decoding?: TextDecoding) {
    this.#builder = new StringColumnBuilder(need)
    this.#decoding = need === 'values' ? decoding : undefined
    this.#need = need
  }

  get need(): ColumnNeed {
    return this.#need
  }

  get byteSize(): number {
    return this.#builder.byteSize + this.#raw.byteSize
  }

  reset(): void {
    this.#builder.reset()
    this.#raw = new Dictionary(16)
    this.#known = 0
  }

  begin(capacity: number): void {
    this.#builder.begin(capacity)
  }

  set(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#decoding === undefined) this.#builder.set(row, bytes, start, end)
    else this.#builder.setId(row, this.#decoded(bytes, start, end, this.#decoding))
  }

  /** The same; a field that is not there (`start` -1) or a single `-` is null. */
  setField(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (start < 0 || (end - start === 1 && bytes[start] === 0x2d)) this.#builder.setNull(row)
    else this.set(row, bytes, start, end)
  }

  setNull(row: number): void {
    this.#builder.setNull(row)
  }

  /** Sets the first rows to null. */
  setAllNull(length: number): void {
    if (this.#nulls.length < length) this.#nulls = new Int32Array(length).fill(-1)
    this.#builder.setIds(0, this.#nulls.subarray(0, length), length)
  }

  finish(length: number): StringColumn {
    return this.#builder.finish(length)
  }

  #decoded(bytes: Uint8Array, start: number, end: number, decoding: TextDecoding): number {
    const raw = this.#raw.intern(bytes, start, end)
    if (raw < this.#known) return this.#meanings[raw]
    if (raw === this.#meanings.length) {
      const larger = new Int32Array(raw * 2)
      larger.set(this.#meanings)
      this.#meanings = larger
    }
    if (this.#scratch.length < end - start) this.#scratch = new Uint8Array((end - start) * 2)
    const length = decodeText(bytes, start, end, this.#scratch, decoding)
    this.#known = raw + 1
    this.#meanings[raw] = this.#builder.idOf(this.#scratch, 0, length)
    return this.#meanings[raw]
  }
}
