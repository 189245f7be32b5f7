import type { ByteBuffer } from '../../parquet/byte-buffer.ts'
import type { ColumnChunk } from '../../parquet/column-chunk.ts'
import type { Leaf } from '../../parquet/file-schema.ts'
import type { ParquetCodec } from '../../parquet/parquet-format.ts'
import { ENCODING } from '../../parquet/parquet-format.ts'
import { CompactReader, type ThriftStruct } from '../../parquet/reading/thrift-reader.ts'
import type { InputFile } from './input-file.ts'

const [FILE_GROUPS, GROUP_COLUMNS, CHUNK_META] = [4, 1, 3]
const META = { encodings: 2, data: 9, dictionary: 11, statistics: 12, pages: 13 }
const STATISTICS = { nulls: 3, max: 5, min: 6, maxExact: 7, minExact: 8 }
const DATA_PAGE = 0

/** The structs ColumnMetaData of a row group. */
export function chunkStructs(file: InputFile, group: number): ThriftStruct[] {
  const groups = new CompactReader(file.footer).struct('footer').structs(FILE_GROUPS)
  return groups[group].structs(GROUP_COLUMNS).map(column => column.required(CHUNK_META))
}

/** What a new footer tells of a chunk whose pages are copied; null where Millrace did not write it, and its footer says less. */
export function copiable(
  struct: ThriftStruct,
  leaf: Leaf,
): Omit<ColumnChunk, 'dataOffset' | 'dictionaryOffset'> | null {
  const pages = struct.structs(META.pages).filter(page => page.integer(1) === DATA_PAGE)
  const statistics = struct.struct(META.statistics)
  const codec = CODECS[struct.integer(4)]
  if (pages.length !== 1 || statistics === null || codec === undefined) return null
  const nullCount = statistics.has(STATISTICS.nulls) ? statistics.integer(STATISTICS.nulls) : null
  if (nullCount === null) return null
  const min = statistics.bytes(STATISTICS.min)
  return {
    leaf,
    codec,
    encoding: pages[0].integer(2),
    pages: pages[0].integer(3),
    count: struct.integer(5),
    nullCount,
    uncompressed: struct.integer(6),
    compressed: struct.integer(7),
    bounds:
      min === null
        ? null
        : {
            min,
            minExact: statistics.boolean(STATISTICS.minExact) === true,
            max: statistics.bytes(STATISTICS.max),
            maxExact: statistics.boolean(STATISTICS.maxExact) === true,
          },
  }
}

const CODECS: Readonly<Record<number, ParquetCodec>> = { 0: 'none', 1: 'snappy', 6: 'zstd' }

/** Appends the pages of a chunk as they are. */
export function copyChunk(
  out: ByteBuffer,
  file: InputFile,
  struct: ThriftStruct,
  chunk: Omit<ColumnChunk, 'dataOffset' | 'dictionaryOffset'>,
): ColumnChunk {
  const data = struct.integer(META.data)
  const dictionary = struct.has(META.dictionary) ? struct.integer(META.dictionary) : null
  const start = dictionary === null ? data : Math.min(dictionary, data)
  const at = out.length
  out.append(file.bytes.subarray(start, start + chunk.compressed))
  const shift = at - start
  return {
    ...chunk,
    dataOffset: data + shift,
    dictionaryOffset: dictionary === null ? null : dictionary + shift,
    encoding: chunk.encoding ?? ENCODING.plain,
  }
}
