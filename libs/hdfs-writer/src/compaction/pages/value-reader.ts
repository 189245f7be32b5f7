import { ParquetDamage } from '../../parquet/reading/damage.ts'
import type { SchemaLeaf } from '../../parquet/reading/schema-tree.ts'
import type { DecodedValues, Entries, TextPart } from './decoded-chunk.ts'
import { readDeltas } from './delta-reader.ts'
import { readHybrid } from './hybrid-reader.ts'

/** Takes the values of a chunk's pages, one page after another. */
export interface ValueReader {
  /** The dictionary page, of `count` entries. */
  dictionary(page: Uint8Array, count: number): void
  /** `count` numbers of entries, from `page[from]` on. */
  indices(page: Uint8Array, from: number, count: number): void
  plain(page: Uint8Array, from: number, count: number): void
  deltas(page: Uint8Array, from: number, count: number): void
  result(): DecodedValues
}

/** For the values of a leaf, at most `capacity` of them. @throws ParquetDamage */
export function valueReader(leaf: SchemaLeaf, capacity: number): ValueReader {
  switch (leaf.physical) {
    case 'boolean':
      return new BooleanReader(capacity)
    case 'int32':
      return new NumberReader('int32', Int32Array, capacity)
    case 'int64':
      return new NumberReader('int64', BigInt64Array, capacity)
    case 'float':
      return new NumberReader('float', Float32Array, capacity)
    case 'double':
      return new NumberReader('double', Float64Array, capacity)
    case 'byte array':
      return new TextReader()
    case 'fixed-length byte array':
      return new FixedReader(leaf.typeLength ?? 0, capacity)
    default:
      throw new ParquetDamage(
        `the column ${leaf.path.join('.')} is of type ${leaf.physical}, which Millrace does not write`,
      )
  }
}

const unexpected = (): ParquetDamage => new ParquetDamage('a page has an encoding that does not fit its type')
const endsEarly = (): ParquetDamage => new ParquetDamage('a page ends too early')

/** Numbers of entries, each below `size`. */
function readIndices(page: Uint8Array, from: number, count: number, size: number): Int32Array {
  const indices = new Int32Array(count)
  if (count === 0) return indices
  if (from >= page.length) throw endsEarly()
  const width = page[from]
  if (width > 0) readHybrid(page, from + 1, page.length, width, indices, 0, count)
  let most = 0
  for (let i = 0; i < count; i++) if (indices[i] > most) most = indices[i]
  if (most >= size) throw new ParquetDamage('a page refers to entries that its dictionary does not have')
  return indices
}

class BooleanReader implements ValueReader {
  readonly #values: Uint8Array
  #count = 0

  constructor(capacity: number) {
    this.#values = new Uint8Array(capacity)
  }

  plain(page: Uint8Array, from: number, count: number): void {
    if (from + Math.ceil(count / 8) > page.length) throw endsEarly()
    for (let i = 0; i < count; i++) this.#values[this.#count + i] = (page[from + (i >> 3)] >> (i & 7)) & 1
    this.#count += count
  }

  dictionary(): void {
    throw unexpected()
  }

  indices(): void {
    throw unexpected()
  }

  deltas(): void {
    throw unexpected()
  }

  result(): DecodedValues {
    return { kind: 'boolean', values: this.#values.subarray(0, this.#count) }
  }
}

type Numbers =
  | Int32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
type NumbersOf = new (length: number) => Numbers

class NumberReader implements ValueReader {
  readonly #kind: 'int32' | 'int64' | 'float' | 'double'
  readonly #type: NumbersOf
  readonly #values: Numbers
  #dictionary: Numbers | null = null
  #count = 0

  constructor(kind: 'int32' | 'int64' | 'float' | 'double', type: NumbersOf, capacity: number) {
    this.#kind = kind
    this.#type = type
    this.#values = new type(capacity)
  }

  dictionary(page: Uint8Array, count: number): void {
    this.#dictionary = new this.#type(count)
    copy(page, 0, this.#dictionary, 0, count)
  }

  plain(page: Uint8Array, from: number, count: number): void {
    copy(page, from, this.#values, this.#count, count)
    this.#count += count
  }

  indices(page: Uint8Array, from: number, count: number): void {
    const entries = this.#dictionary
    if (entries === null) throw unexpected()
    const indices = readIndices(page, from, count, entries.length)
    if (entries instanceof BigInt64Array) {
      // By words: reading a bigint makes an object.
      const source = new Int32Array(entries.buffer)
      const target = new Int32Array(this.#values.buffer)
      for (let i = 0, at = 2 * this.#count; i < count; i++) {
        const index = 2 * indices[i]
        target[at++] = source[index]
        target[at++] = source[index + 1]
      }
    } else {
      const target = this.#values as Int32Array
      for (let i = 0, at = this.#count; i < count; i++) target[at++] = entries[indices[i]]
    }
    this.#count += count
  }

  deltas(page: Uint8Array, from: number, count: number): void {
    if (!(this.#values instanceof BigInt64Array)) throw unexpected()
    readDeltas(page, from, this.#values, this.#count, count)
    this.#count += count
  }

  result(): DecodedValues {
    return { kind: this.#kind, values: this.#values.subarray(0, this.#count) } as DecodedValues
  }
}

function copy(page: Uint8Array, from: number, target: Numbers, at: number, count: number): void {
  const width = target.BYTES_PER_ELEMENT
  if (from + count * width > page.length) throw endsEarly()
  new Uint8Array(target.buffer).set(page.subarray(from, from + count * width), at * width)
}

class TextReader implements ValueReader {
  readonly #parts: TextPart[] = []
  #dictionary: Entries | null = null

  dictionary(page: Uint8Array, count: number): void {
    this.#dictionary = entriesOf(page, 0, count)
  }

  plain(page: Uint8Array, from: number, count: number): void {
    this.#parts.push({ entries: entriesOf(page, from, count), ids: null, count })
  }

  indices(page: Uint8Array, from: number, count: number): void {
    const entries = this.#dictionary
    if (entries === null) throw unexpected()
    this.#parts.push({ entries, ids: readIndices(page, from, count, entries.size), count })
  }

  deltas(): void {
    throw unexpected()
  }

  result(): DecodedValues {
    return { kind: 'text', parts: this.#parts }
  }
}

/** Strings in PLAIN encoding, each after its length. */
function entriesOf(bytes: Uint8Array, from: number, size: number): Entries {
  const starts = new Int32Array(size)
  const ends = new Int32Array(size)
  let at = from
  for (let i = 0; i < size; i++) {
    const start = at + 4
    if (start > bytes.length) throw endsEarly()
    const length = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
    at = start + length
    if (length < 0 || at > bytes.length) throw endsEarly()
    starts[i] = start
    ends[i] = at
  }
  return { bytes, starts, ends, size }
}

class FixedReader implements ValueReader {
  readonly #width: number
  readonly #bytes: Uint8Array
  #dictionary: { readonly page: Uint8Array; readonly size: number } | null = null
  #length = 0

  constructor(width: number, capacity: number) {
    this.#width = width
    this.#bytes = new Uint8Array(width * capacity)
  }

  dictionary(page: Uint8Array, size: number): void {
    if (size * this.#width > page.length) throw endsEarly()
    this.#dictionary = { page, size }
  }

  plain(page: Uint8Array, from: number, count: number): void {
    const size = count * this.#width
    if (from + size > page.length) throw endsEarly()
    this.#bytes.set(page.subarray(from, from + size), this.#length)
    this.#length += size
  }

  indices(page: Uint8Array, from: number, count: number): void {
    if (this.#dictionary === null) throw unexpected()
    const entries = this.#dictionary.page
    const width = this.#width
    for (const index of readIndices(page, from, count, this.#dictionary.size)) {
      for (let k = 0; k < width; k++) this.#bytes[this.#length + k] = entries[index * width + k]
      this.#length += width
    }
  }

  deltas(): void {
    throw unexpected()
  }

  result(): DecodedValues {
    return { kind: 'fixed', width: this.#width, bytes: this.#bytes.subarray(0, this.#length) }
  }
}
