import type { ByteBuffer } from './byte-buffer.ts'
import { ENCODING, PAGE } from './parquet-format.ts'
import { CompactWriter } from './thrift-compact.ts'

const HEADER = { type: 1, uncompressedSize: 2, compressedSize: 3, crc: 4, dataPage: 5, dictionaryPage: 7 }
const DATA_PAGE = { count: 1, encoding: 2, definitionLevelEncoding: 3, repetitionLevelEncoding: 4 }
const DICTIONARY_PAGE = { count: 1, encoding: 2 }

export interface PageFacts {
  /** Bytes. */
  readonly uncompressed: number
  readonly compressed: number
  /** CRC-32 of the page as it stands in the file: a reader finds every damage of it. */
  readonly crc: number
}

/** Appends the header of a data page V1 with `count` values and nulls. */
export function writeDataPageHeader(out: ByteBuffer, facts: PageFacts, count: number, encoding: number): void {
  const writer = startHeader(out, PAGE.data, facts)
  writer.begin(HEADER.dataPage)
  writer.i32(DATA_PAGE.count, count)
  writer.i32(DATA_PAGE.encoding, encoding)
  writer.i32(DATA_PAGE.definitionLevelEncoding, ENCODING.rle)
  writer.i32(DATA_PAGE.repetitionLevelEncoding, ENCODING.rle)
  writer.end()
  writer.end()
}

/** Appends the header of a dictionary page with `count` entries. */
export function writeDictionaryPageHeader(out: ByteBuffer, facts: PageFacts, count: number): void {
  const writer = startHeader(out, PAGE.dictionary, facts)
  writer.begin(HEADER.dictionaryPage)
  writer.i32(DICTIONARY_PAGE.count, count)
  writer.i32(DICTIONARY_PAGE.encoding, ENCODING.plain)
  writer.end()
  writer.end()
}

function startHeader(out: ByteBuffer, type: number, facts: PageFacts): CompactWriter {
  const writer = new CompactWriter(out)
  writer.i32(HEADER.type, type)
  writer.i32(HEADER.uncompressedSize, facts.uncompressed)
  writer.i32(HEADER.compressedSize, facts.compressed)
  writer.i32(HEADER.crc, facts.crc | 0)
  return writer
}
