import { crc32 } from 'node:zlib'
import { ByteBuffer } from './byte-buffer.ts'
import { EncodingChooser } from './choose-encoding.ts'
import type { EncodedValues } from './encoded-values.ts'
import type { Leaf } from './file-schema.ts'
import type { LeafColumn } from './leaf-column.ts'
import { writeLevels, writeSameLevel } from './levels.ts'
import type { PageCodec } from './page-codec.ts'
import { type PageFacts, writeDataPageHeader, writeDictionaryPageHeader } from './page-header.ts'
import type { ParquetCodec } from './parquet-format.ts'
import { writePlain } from './plain-values.ts'
import { type Bounds, boundsOf } from './statistics.ts'

/** What a file's footer tells of a column chunk; offsets count from the start of the file. */
export interface ColumnChunk {
  readonly leaf: Leaf
  readonly codec: ParquetCodec
  readonly encoding: number
  /** Data pages. */
  readonly pages: number
  /** Values and nulls. */
  readonly count: number
  readonly nullCount: number
  /** Bytes, page headers included. */
  readonly uncompressed: number
  readonly compressed: number
  readonly dataOffset: number
  readonly dictionaryOffset: number | null
  readonly bounds: Bounds | null
}

/** Chunks up to this many bytes stay as they are: compressing them costs more than it saves. */
const SMALL_BYTES = 128

/** Which levels and values a page holds. */
interface PageRange {
  readonly level: number
  readonly levelEnd: number
  readonly value: number
  readonly valueEnd: number
}

/** Writes column chunks, one after another, with the same scratch memory. */
export class ColumnChunkWriter {
  readonly #codec: PageCodec
  readonly #chooser: EncodingChooser
  readonly #page = new ByteBuffer(1 << 16)
  readonly #dictionaryPage = new ByteBuffer(1 << 12)

  /** `plainOnly` keeps to the encoding PLAIN. */
  constructor(codec: PageCodec, plainOnly: boolean) {
    this.#codec = codec
    this.#chooser = new EncodingChooser(plainOnly)
  }

  /** Appends a column's chunk to the file. */
  write(file: ByteBuffer, column: LeafColumn): ColumnChunk {
    const { leaf, count, values } = column
    const { encoded, bounding } = this.#chooser.choose(column)
    const { dictionary, encoding } = encoded
    this.#dictionaryPage.clear()
    if (dictionary !== null) writePlain(this.#dictionaryPage, dictionary, 0, dictionary.count)
    let range = this.#fillPage(column, encoded, 0, 0)
    const small = this.#dictionaryPage.length + this.#page.length <= SMALL_BYTES
    const codec = small ? null : this.#codec
    const start = file.length
    let saved = 0
    if (dictionary !== null) {
      const page = this.#dictionaryPage
      saved += appendPage(file, page, codec, facts => writeDictionaryPageHeader(file, facts, dictionary.count))
    }
    const dataOffset = file.length
    let pages = 0
    for (;;) {
      const entries = range.levelEnd - range.level
      saved += appendPage(file, this.#page, codec, facts => writeDataPageHeader(file, facts, entries, encoding))
      pages++
      if (range.levelEnd === count) break
      range = this.#fillPage(column, encoded, range.levelEnd, range.valueEnd)
    }
    const compressed = file.length - start
    return {
      leaf,
      codec: codec?.codec ?? 'none',
      encoding,
      pages,
      count,
      nullCount: count - values.count,
      uncompressed: compressed + saved,
      compressed,
      dataOffset,
      dictionaryOffset: dictionary === null ? null : start,
      bounds: boundsOf(bounding, leaf.annotation),
    }
  }

  /** Makes a page of whole rows that begins with these. */
  #fillPage(column: LeafColumn, encoded: EncodedValues, level: number, value: number): PageRange {
    const { leaf, definition, repetition } = column
    const range = pageRange(column, level, value, encoded.pageEnd(value))
    const { levelEnd, valueEnd } = range
    const page = this.#page
    page.clear()
    if (repetition !== null) writeLevels(page, repetition, level, levelEnd, leaf.maxRepetition)
    if (leaf.maxDefinition > 0) {
      if (typeof definition === 'number') writeSameLevel(page, definition, levelEnd - level, leaf.maxDefinition)
      else writeLevels(page, definition, level, levelEnd, leaf.maxDefinition)
    }
    encoded.write(page, value, valueEnd)
    return range
  }
}

/** The page that begins with a level and its value, with values up to `valueEnd` and those after them that are of the same row. */
function pageRange(column: LeafColumn, level: number, value: number, valueEnd: number): PageRange {
  const { leaf, definition, repetition, count, values } = column
  if (valueEnd === values.count) return { level, levelEnd: count, value, valueEnd }
  if (typeof definition === 'number') return { level, levelEnd: level + valueEnd - value, value, valueEnd }
  let levelEnd = level
  let seen = value
  for (; levelEnd < count; levelEnd++) {
    if (definition[levelEnd] < leaf.maxDefinition) continue
    if (seen >= valueEnd && (repetition === null || repetition[levelEnd] === 0)) break
    seen++
  }
  return { level, levelEnd, value, valueEnd: seen }
}

/** Appends a page behind its header; returns how many bytes compression saved. */
function appendPage(
  file: ByteBuffer,
  page: ByteBuffer,
  codec: PageCodec | null,
  writeHeader: (facts: PageFacts) => void,
): number {
  const bytes = codec === null ? page.view() : codec.compress(page.view())
  writeHeader({ uncompressed: page.length, compressed: bytes.length, crc: crc32(bytes) })
  file.append(bytes)
  return page.length - bytes.length
}
