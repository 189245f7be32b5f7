import { int64Words, readInt64 } from '@millrace/columns'
import { bitWidth, MAX_PACKED_BITS } from './bit-packing.ts'
import { ByteBuffer } from './byte-buffer.ts'
import { writeDeltas } from './delta-binary-packed.ts'
import { DistinctNumbers } from './distinct-numbers.ts'
import { DistinctStrings } from './distinct-strings.ts'
import { DeltaValues, DictionaryValues, type EncodedValues, PAGE_BYTES, PlainValues } from './encoded-values.ts'
import type { LeafColumn, LeafValues } from './leaf-column.ts'
import { plainSize } from './plain-values.ts'

/** The bytes of a dictionary's entries, at most: readers keep them in memory. */
const MAX_DICTIONARY_BYTES = 1 << 20
/** A dictionary must save a quarter of the bytes. */
const DICTIONARY_SHARE = 0.75
/** Differences must take less than a byte each, of eight. */
const DELTA_SHARE = 1 / 8

export interface ChosenEncoding {
  readonly encoded: EncodedValues
  /** Values that have the same bounds as all: fewer, where they are known. */
  readonly bounding: LeafValues
}

/** Encodes the values of column chunks, one after another, with the same scratch memory. What it chooses depends on the values alone. */
export class EncodingChooser {
  readonly #plainOnly: boolean
  readonly #strings = new DistinctStrings()
  readonly #numbers = new DistinctNumbers()
  readonly #deltas = new ByteBuffer()
  #indices = new Int32Array(1024)

  constructor(plainOnly: boolean) {
    this.#plainOnly = plainOnly
  }

  /** Valid until the next call. */
  choose({ values, repetition }: LeafColumn): ChosenEncoding {
    const { count } = values
    if (this.#indices.length < count) this.#indices = new Int32Array(count * 2)
    const distinct = this.#distinct(values)
    const bounding = distinct ?? values
    if (this.#plainOnly) return { encoded: new PlainValues(values), bounding }
    const encoded =
      (distinct && this.#dictionary(values, distinct)) ??
      (repetition === null && values.kind === 'int64' ? this.#delta(values.values, count) : null) ??
      new PlainValues(values)
    return { encoded, bounding }
  }

  /** The different values, where it takes little to find them; with the number of each in `#indices`. */
  #distinct(values: LeafValues): LeafValues | null {
    switch (values.kind) {
      case 'string':
        return this.#strings.number(values, this.#indices)
      case 'int32':
      case 'int64':
      case 'float':
      case 'double':
        return this.#plainOnly ? null : this.#numbers.number(values, this.#indices)
      default:
        return null
    }
  }

  #dictionary(values: LeafValues, distinct: LeafValues): EncodedValues | null {
    const width = bitWidth(Math.max(0, distinct.count - 1))
    if (values.count === 0 || distinct.count * 2 > values.count || width > MAX_PACKED_BITS) return null
    const entries = plainSize(distinct)
    if (entries > MAX_DICTIONARY_BYTES) return null
    const size = entries + (values.count * width) / 8
    // Few entries save something in any case: they are among the values.
    if (distinct.count * 8 > values.count && size > plainSize(values) * DICTIONARY_SHARE) return null
    return new DictionaryValues(distinct, this.#indices, values.count, width)
  }

  /** Looks at a few neighbours first. */
  #delta(values: BigInt64Array, count: number): EncodedValues | null {
    if (!alike(values, count)) return null
    const out = this.#deltas
    out.clear()
    if (!writeDeltas(out, values, 0, count)) return null
    return out.length <= Math.min(PAGE_BYTES, count * 8 * DELTA_SHARE) ? new DeltaValues(out, count) : null
  }
}

/** True when differences of neighbours, looked at in a few places, fit a byte. */
function alike(values: BigInt64Array, count: number): boolean {
  const words = int64Words(values)
  if (count < 16) return false
  let fitting = 0
  for (let place = 0; place < 16; place++) {
    const at = Math.floor((place * (count - 3)) / 16)
    const first = readInt64(words, at + 1) - readInt64(words, at)
    const second = readInt64(words, at + 2) - readInt64(words, at + 1)
    if (Math.abs(second - first) < 256) fitting++
  }
  return fitting >= 12
}
