import { bitWidth } from '../../parquet/bit-packing.ts'
import { ENCODING } from '../../parquet/parquet-format.ts'
import { ParquetDamage } from '../../parquet/reading/damage.ts'
import type { ChunkMetadata } from '../../parquet/reading/file-metadata.ts'
import type { SchemaLeaf } from '../../parquet/reading/schema-tree.ts'
import type { DecodedChunk } from './decoded-chunk.ts'
import { constantOf, readHybrid } from './hybrid-reader.ts'
import { pagesOf } from './pages-of-chunk.ts'
import { valueReader } from './value-reader.ts'

const PLAIN_DICTIONARY = 2

/** A column chunk of a file that Millrace wrote, or another of the same encodings. @throws ParquetDamage */
export function readChunk(file: Uint8Array, chunk: ChunkMetadata): DecodedChunk {
  const { leaf, values: count } = chunk
  const values = valueReader(leaf, count)
  const definition = new Levels(leaf.maxDefinition, count)
  const repetition = leaf.maxRepetition === 0 ? null : new Levels(leaf.maxRepetition, count)
  let at = 0
  for (const page of pagesOf(file, chunk)) {
    const { bytes, encoding } = page
    if (page.kind === 'dictionary') {
      values.dictionary(bytes, page.count)
      continue
    }
    if (page.count < 0 || at + page.count > count)
      throw new ParquetDamage('a column has more values than its footer says')
    let from = 0
    if (repetition !== null) from = repetition.read(bytes, from, at, page.count)
    const present = leaf.maxDefinition === 0 ? page.count : 0
    if (leaf.maxDefinition > 0) from = definition.read(bytes, from, at, page.count)
    const there = leaf.maxDefinition === 0 ? present : definition.countHighest(at, page.count)
    at += page.count
    if (encoding === ENCODING.rleDictionary || encoding === PLAIN_DICTIONARY) values.indices(bytes, from, there)
    else if (encoding === ENCODING.plain) values.plain(bytes, from, there)
    else if (encoding === ENCODING.deltaBinaryPacked) values.deltas(bytes, from, there)
    else throw unknownEncoding(leaf, encoding)
  }
  if (at !== count) throw new ParquetDamage('a column has fewer values than its footer says')
  return {
    count,
    definition: leaf.maxDefinition === 0 ? 0 : definition.result(),
    repetition: repetition?.all() ?? null,
    values: values.result(),
  }
}

const unknownEncoding = (leaf: SchemaLeaf, encoding: number): ParquetDamage =>
  new ParquetDamage(`the column ${leaf.path.join('.')} has the encoding ${encoding}, which Millrace does not write`)

/** Levels of a chunk, page by page; in an array only once they differ. */
class Levels {
  readonly #max: number
  readonly #width: number
  readonly #count: number
  #levels: Int32Array | null = null
  /** What all levels so far are; -1 before the first. */
  #same = -1

  constructor(max: number, count: number) {
    this.#max = max
    this.#width = bitWidth(max)
    this.#count = count
  }

  /** Reads those of a page, after their length; returns where the page goes on. */
  read(bytes: Uint8Array, from: number, at: number, count: number): number {
    if (from + 4 > bytes.length) throw new ParquetDamage('a page ends too early')
    const length = bytes[from] | (bytes[from + 1] << 8) | (bytes[from + 2] << 16) | (bytes[from + 3] << 24)
    const start = from + 4
    if (length < 0 || start + length > bytes.length) throw new ParquetDamage('a page ends too early')
    if (count === 0) return start + length
    const same = length === 0 ? -1 : constantOf(bytes, start, this.#width, count)
    if (same > this.#max) throw new ParquetDamage('a page has levels that its schema does not allow')
    if (this.#levels === null && same >= 0 && (this.#same === -1 || this.#same === same)) {
      this.#same = same
      return start + length
    }
    this.#levels ??= new Int32Array(this.#count).fill(Math.max(0, this.#same), 0, at)
    readHybrid(bytes, start, start + length, this.#width, this.#levels, at, count)
    return start + length
  }

  /** How many of the levels `at .. at + count` are the highest: values, not nulls. */
  countHighest(at: number, count: number): number {
    if (this.#levels === null) return this.#same === this.#max ? count : 0
    let found = 0
    for (let i = at; i < at + count; i++) if (this.#levels[i] === this.#max) found++
    return found
  }

  result(): Int32Array | number {
    return this.#levels ?? Math.max(0, this.#same)
  }

  all(): Int32Array {
    return this.#levels ?? new Int32Array(this.#count).fill(Math.max(0, this.#same))
  }
}
