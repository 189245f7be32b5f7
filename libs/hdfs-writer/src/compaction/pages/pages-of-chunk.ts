import { crc32 } from 'node:zlib'
import { ParquetDamage } from '../../parquet/reading/damage.ts'
import type { ChunkMetadata } from '../../parquet/reading/file-metadata.ts'
import { CompactReader } from '../../parquet/reading/thrift-reader.ts'
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

/** The pages of a column chunk, V1 only: Millrace writes no others. @throws ParquetDamage */
export function* pagesOf(file: Uint8Array, chunk: ChunkMetadata): Generator<Page> {
  const { start, compressed, codec } = chunk
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
    const type = header.integer(HEADER.type)
    const compact = bytes.subarray(from, from + size)
    if (header.has(HEADER.checksum) && crc32(compact) !== header.integer(HEADER.checksum) >>> 0)
      throw new ParquetDamage('the checksum of a page does not fit')
    const body = decompressPage(codec, compact, uncompressed)
    if (type === DATA) {
      const page = header.required(HEADER.data)
      const [count, encoding, levels] = [page.integer(1), page.integer(2), page.integer(3)]
      if (levels !== RLE) throw new ParquetDamage('a page has levels that Millrace does not write')
      yield { kind: 'data', count, encoding, bytes: body }
    } else if (type === DICTIONARY) {
      const page = header.required(HEADER.dictionary)
      yield { kind: 'dictionary', count: page.integer(1), encoding: page.integer(2), bytes: body }
    } else throw new ParquetDamage(`it has pages of type ${type}, which Millrace does not write`)
    at = from + size
  }
}
