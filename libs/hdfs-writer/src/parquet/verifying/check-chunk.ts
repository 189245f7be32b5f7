import { crc32 } from 'node:zlib'
import { ParquetDamage } from '../reading/damage.ts'
import { type ChunkMetadata, ENCODINGS } from '../reading/file-metadata.ts'
import type { SchemaLeaf } from '../reading/schema-tree.ts'
import { CompactReader, type ThriftStruct } from '../reading/thrift-reader.ts'
import { checkValues } from './check-values.ts'
import { decompressPage } from './decompress-page.ts'
import { scanHybrid } from './hybrid-scan.ts'

const HEADER = { type: 1, uncompressed: 2, compressed: 3, crc: 4, dataV1: 5, dictionary: 7, dataV2: 8 }
const V1 = { count: 1, encoding: 2, definition: 3, repetition: 4 }
const DICTIONARY = { count: 1, encoding: 2 }
const V2 = { count: 1, nulls: 2, rows: 3, encoding: 4, definitionBytes: 5, repetitionBytes: 6, isCompressed: 7 }
const PAGE = { data: 0, index: 1, dictionary: 2, dataV2: 3 }
const RLE = 3
/** No page is larger than this. */
const MOST_BYTES = 2 ** 31 - 1

export interface CheckedChunk {
  readonly pages: number
  /** Pages that carry a checksum. */
  readonly checksums: number
}

/** What the pages of a chunk have held so far. */
interface Seen {
  values: number
  rows: number
  nulls: number
  /** Entries of the dictionary. */
  dictionary: number | null
}

/** Reads every page of a column chunk, of which these are the bytes. `rows` are those of its row group. @throws ParquetDamage */
export async function checkChunk(bytes: Uint8Array, chunk: ChunkMetadata, rows: number): Promise<CheckedChunk> {
  const seen: Seen = { values: 0, rows: 0, nulls: 0, dictionary: null }
  let [pages, checksums] = [0, 0]
  for (let at = 0; at < bytes.length; pages++) {
    const reader = new CompactReader(bytes, at)
    const header = reader.struct('page header')
    const size = header.integer(HEADER.compressed)
    const body = bytes.subarray(reader.at, reader.at + size)
    if (size < 0 || body.length !== size) throw new ParquetDamage('a page is longer than its column')
    const crc = header.integer(HEADER.crc, null)
    if (crc !== null) {
      checksums++
      if (crc32(body) !== crc >>> 0) throw new ParquetDamage('the checksum of a page is not that of its bytes')
    }
    await checkPage(header, body, chunk, seen)
    at = reader.at + size
  }
  expectCount('values', seen.values, chunk.values)
  expectCount('rows', chunk.leaf.maxRepetition === 0 ? seen.values : seen.rows, rows)
  const { nulls } = chunk.statistics
  if (nulls !== null && chunk.leaf.maxRepetition === 0) expectCount('nulls', seen.nulls, nulls)
  return { pages, checksums }
}

function expectCount(what: string, there: number, expected: number): void {
  if (there !== expected) throw new ParquetDamage(`its pages have ${there} ${what} and the footer says ${expected}`)
}

async function checkPage(header: ThriftStruct, body: Uint8Array, chunk: ChunkMetadata, seen: Seen): Promise<void> {
  const size = header.integer(HEADER.uncompressed)
  if (size < 0 || size > MOST_BYTES) throw new ParquetDamage(`a page has the impossible size ${size}`)
  const type = header.integer(HEADER.type)
  switch (type) {
    case PAGE.dictionary: {
      const page = header.required(HEADER.dictionary)
      const count = page.integer(DICTIONARY.count)
      if (seen.dictionary !== null) throw new ParquetDamage('it has two dictionaries')
      // "PLAIN_DICTIONARY" of a dictionary means PLAIN.
      checkValues(await decompressPage(chunk.codec, body, size), 0, 'PLAIN', count, chunk.leaf, null)
      seen.dictionary = count
      return
    }
    case PAGE.data:
      return checkDataPage(
        header.required(HEADER.dataV1),
        await decompressPage(chunk.codec, body, size),
        chunk.leaf,
        seen,
      )
    case PAGE.dataV2:
      return checkDataPageV2(header.required(HEADER.dataV2), body, size, chunk, seen)
    case PAGE.index:
      return
    default:
      throw new ParquetDamage(`a page has the unknown type ${type}`)
  }
}

const encodingName = (number: number): string => ENCODINGS[number] ?? String(number)

const bitsFor = (max: number): number => (max === 0 ? 0 : 32 - Math.clz32(max))

function checkDataPage(page: ThriftStruct, bytes: Uint8Array, leaf: SchemaLeaf, seen: Seen): void {
  const count = countOf(page.integer(V1.count))
  const encodings = [page.integer(V1.repetition), page.integer(V1.definition)]
  let at = 0
  const levels = (max: number, encoding: number, match: number): number => {
    if (max === 0) return match === max ? count : 0
    const width = bitsFor(max)
    if (encoding !== RLE) {
      // BIT_PACKED, in the opposite order of bits: of it only the length is checked.
      at += Math.ceil((count * width) / 8)
      return Number.NaN
    }
    if (at + 4 > bytes.length) throw new ParquetDamage('a page ends too early')
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true)
    const from = at + 4
    at = from + length
    return checkLevels(bytes, from, at, max, count, match)
  }
  const rows = levels(leaf.maxRepetition, encodings[0], 0)
  const present = levels(leaf.maxDefinition, encodings[1], leaf.maxDefinition)
  seen.rows += rows
  add(seen, count, present)
  if (Number.isNaN(present)) return
  checkValues(bytes, at, encodingName(page.integer(V1.encoding)), present, leaf, seen.dictionary)
}

async function checkDataPageV2(
  page: ThriftStruct,
  body: Uint8Array,
  size: number,
  { codec, leaf }: ChunkMetadata,
  seen: Seen,
): Promise<void> {
  const count = countOf(page.integer(V2.count))
  const repetition = page.integer(V2.repetitionBytes)
  const levels = repetition + page.integer(V2.definitionBytes)
  if (repetition < 0 || levels < repetition || levels > body.length) throw new ParquetDamage('a page ends too early')
  const { maxRepetition, maxDefinition } = leaf
  const rows = maxRepetition === 0 ? count : checkLevels(body, 0, repetition, maxRepetition, count, 0)
  const present =
    maxDefinition === 0 ? count : checkLevels(body, repetition, levels, maxDefinition, count, maxDefinition)
  expectCount('nulls in a page', count - present, page.integer(V2.nulls))
  seen.rows += rows
  add(seen, count, present)
  const compressed = page.boolean(V2.isCompressed) !== false
  const values = await decompressPage(compressed ? codec : 'none', body.subarray(levels), size - levels)
  checkValues(values, 0, encodingName(page.integer(V2.encoding)), present, leaf, seen.dictionary)
}

/** How many levels are `match`. */
function checkLevels(bytes: Uint8Array, from: number, end: number, max: number, count: number, match: number): number {
  if (end > bytes.length) throw new ParquetDamage('a page ends too early')
  const { largest, matching } = scanHybrid(bytes, from, end, bitsFor(max), count, match)
  if (largest > max) throw new ParquetDamage('a page has levels that its schema does not allow')
  return matching
}

function countOf(count: number): number {
  if (count < 0) throw new ParquetDamage(`a page has the impossible number of ${count} values`)
  return count
}

function add(seen: Seen, count: number, present: number): void {
  seen.values += count
  seen.nulls += count - present
}
