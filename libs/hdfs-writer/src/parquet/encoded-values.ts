import type { ByteBuffer } from './byte-buffer.ts'
import type { LeafValues } from './leaf-column.ts'
import { ENCODING } from './parquet-format.ts'
import { plainEnd, writePlain } from './plain-values.ts'
import { writeHybrid, writeHybridRun } from './rle-hybrid.ts'

/** About how many bytes of values a page holds. */
export const PAGE_BYTES = 1 << 20

/** The values of a column chunk in their encoding. */
export interface EncodedValues {
  readonly encoding: number
  /** Entries of the dictionary page; null without one. */
  readonly dictionary: LeafValues | null
  /** The end of the values from `from` on that make a page. */
  pageEnd(from: number): number
  /** Appends the values `from .. to`. */
  write(page: ByteBuffer, from: number, to: number): void
}

export class PlainValues implements EncodedValues {
  readonly encoding = ENCODING.plain
  readonly dictionary = null
  readonly #values: LeafValues

  constructor(values: LeafValues) {
    this.#values = values
  }

  pageEnd(from: number): number {
    return plainEnd(this.#values, from, PAGE_BYTES)
  }

  write(page: ByteBuffer, from: number, to: number): void {
    writePlain(page, this.#values, from, to)
  }
}

/** Numbers of a dictionary's entries. */
export class DictionaryValues implements EncodedValues {
  readonly encoding = ENCODING.rleDictionary
  readonly dictionary: LeafValues
  readonly #indices: Int32Array
  readonly #count: number
  readonly #width: number

  constructor(dictionary: LeafValues, indices: Int32Array, count: number, width: number) {
    this.dictionary = dictionary
    this.#indices = indices
    this.#count = count
    this.#width = width
  }

  pageEnd(from: number): number {
    return Math.min(this.#count, from + Math.floor((PAGE_BYTES * 8) / Math.max(1, this.#width)))
  }

  write(page: ByteBuffer, from: number, to: number): void {
    page.byte(this.#width)
    if (this.#width === 0) writeHybridRun(page, 0, to - from, 0)
    else writeHybrid(page, this.#indices, from, to, this.#width)
  }
}

/** Differences from value to value, all of them encoded in one piece. */
export class DeltaValues implements EncodedValues {
  readonly encoding = ENCODING.deltaBinaryPacked
  readonly dictionary = null
  readonly #encoded: ByteBuffer
  readonly #count: number

  constructor(encoded: ByteBuffer, count: number) {
    this.#encoded = encoded
    this.#count = count
  }

  pageEnd(): number {
    return this.#count
  }

  write(page: ByteBuffer): void {
    page.append(this.#encoded.view())
  }
}
