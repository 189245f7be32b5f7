import { crc32 } from 'node:zlib'
import { ParquetDamage } from '../../parquet/reading/damage.ts'
import type { ChunkMetadata } from '../../parquet/reading/file-metadata.ts'
import { CompactReader, type ThriftStruct } from '../../parquet/reading/thrift-reader.ts'
import { decompressPage } from './page-codec-reader.ts'

export interface Page {
  readonly kind: 'data' | 'dictionary'
  /** Values and nulls, or entries. */
  readonly count: number
  /** As parquet.thrift numbers them. */
  readonly encoding: number
  /** Levels and values, not compressed. */
  readonly bytes: Uint8Array
}

const HEADER = { type: 1, uncompressed: 2, compressed: 3, checksum: 4, data: 5, dictionary: 7 }
const [DATA, DICTIONARY] = [0, 2]
const RLE = 3
/** Headers have a few dozen bytes, and bounds of values where a writer adds them. */
const MOST_BYTES = 2 ** 31

interface StoredPage {
  readonly header: ThriftStruct
  /** As it stands in the file. */
  readonly compact: Uint8Array
  /** Bytes that it has without compression. */
  readonly uncompressed: number
}

/** The pages of a column chunk, V1 only: Millrace writes no others. @throws ParquetDamage */
export function* pagesOf(file: Uint8Array, chunk: ChunkMetadata): Generator<Page> {
  for (const { header, compact, uncompressed } of storedPages(file, chunk)) {
    const body = decompressPage(chunk.codec, compact, uncompressed)
    yield { ...contentOf(header), bytes: body }
  }
}

/** Finds damage of a column chunk whose pages are not read: where they have checksums, without decompressing them. @throws ParquetDamage */
export function checkPages(file: Uint8Array, chunk: ChunkMetadata): void {
  let values = 0
  for (const { header, compact, uncompressed } of storedPages(file, chunk)) {
    const { kind, count } = contentOf(header)
    if (kind === 'data') values += count
    if (!header.has(HEADER.checksum)) decompressPage(chunk.codec, compact, uncompressed)
  }
  if (values !== chunk.values) throw new ParquetDamage('a column has not as many values as its footer says')
}

function* storedPages(file: Uint8Array, chunk: ChunkMetadata): Generator<StoredPage> {
  const { start, compressed } = chunk
  const end = start + compressed
  if (start < 4 || end > file.length) throw new ParquetDamage('a column lies outside of it')
  const bytes = file.subarray(0, end)
  for (let at = start; at < end; ) {
    const reader = new CompactReader(bytes, at)
    const header = reader.struct('page header')
    const size = header.integer(HEADER.compressed)
    const uncompressed = header.integer(HEADER.uncompressed)
    const from = reader.at
    if (size < 0 || uncompressed < 0 || uncompressed > MOST_BYTES || from + size > end)
      throw new ParquetDamage('a page lies outside of its column')
    const compact = bytes.subarray(from, from + size)
    if (header.has(HEADER.checksum) && crc32(compact) !== header.integer(HEADER.checksum) >>> 0)
      throw new ParquetDamage('the checksum of a page does not fit')
    yield { header, compact, uncompressed }
    at = from + size
  }
}

function contentOf(header: ThriftStruct): Omit<Page, 'bytes'> {
  const type = header.integer(HEADER.type)
  if (type === DICTIONARY) {
    const page = header.required(HEADER.dictionary)
    return { kind: 'dictionary', count: page.integer(1), encoding: page.integer(2) }
  }
  if (type !== DATA) throw new ParquetDamage(`it has pages of type ${type}, which Millrace does not write`)
  const page = header.required(HEADER.data)
  if (page.integer(3) !== RLE) throw new ParquetDamage('a page has levels that Millrace does not write')
  return { kind: 'data', count: page.integer(1), encoding: page.integer(2) }
}
