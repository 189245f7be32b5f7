import type { ByteBuffer } from './byte-buffer.ts'
import type { ColumnChunk } from './column-chunk.ts'
import { leavesOf, type Node } from './file-schema.ts'
import { CODEC, ENCODING, MAGIC, PAGE, PHYSICAL } from './parquet-format.ts'
import { writeSchema } from './schema-elements.ts'
import { BINARY, CompactWriter, I32, STRUCT } from './thrift-compact.ts'

/** Fields of the structs in parquet.thrift: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
const FILE = { version: 1, rows: 3, rowGroups: 4, metadata: 5, createdBy: 6, columnOrders: 7 }
const KEY_VALUE = { key: 1, value: 2 }
const ROW_GROUP = { columns: 1, bytes: 2, rows: 3, fileOffset: 5, compressedBytes: 6, ordinal: 7 }
const CHUNK = { fileOffset: 2, metadata: 3 }
const META = {
  type: 1,
  encodings: 2,
  path: 3,
  codec: 4,
  values: 5,
  uncompressed: 6,
  compressed: 7,
  dataOffset: 9,
  dictionaryOffset: 11,
  statistics: 12,
  encodingStats: 13,
}
const STATISTICS = { nullCount: 3, max: 5, min: 6, maxExact: 7, minExact: 8 }
const PAGES = { type: 1, encoding: 2, count: 3 }
/** Member of the union ColumnOrder: the order that the type defines. */
const TYPE_ORDER = 1

export interface RowGroup {
  readonly rows: number
  readonly chunks: readonly ColumnChunk[]
}

export interface FooterParts {
  readonly nodes: readonly Node[]
  readonly rowGroups: readonly RowGroup[]
  readonly metadata: Readonly<Record<string, string>>
}

/** Appends a file's footer, its length and the magic bytes. */
export function writeFooter(out: ByteBuffer, { nodes, rowGroups, metadata }: FooterParts): void {
  const start = out.length
  const writer = new CompactWriter(out)
  writer.i32(FILE.version, 1)
  writeSchema(writer, nodes)
  writer.i64(
    FILE.rows,
    total(rowGroups, group => group.rows),
  )
  writer.list(FILE.rowGroups, STRUCT, rowGroups.length)
  for (const [ordinal, group] of rowGroups.entries()) writeRowGroup(writer, group, ordinal)
  const pairs = Object.entries(metadata)
  if (pairs.length > 0) writer.list(FILE.metadata, STRUCT, pairs.length)
  for (const [key, value] of pairs) {
    writer.beginItem()
    writer.string(KEY_VALUE.key, key)
    writer.string(KEY_VALUE.value, value)
    writer.end()
  }
  writer.string(FILE.createdBy, 'millrace')
  const leaves = leavesOf(nodes)
  writer.list(FILE.columnOrders, STRUCT, leaves.length)
  for (const _ of leaves) {
    writer.beginItem()
    writer.empty(TYPE_ORDER)
    writer.end()
  }
  writer.end()
  out.int32(out.length - start)
  out.append(MAGIC)
}

const total = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0)

function writeRowGroup(writer: CompactWriter, { rows, chunks }: RowGroup, ordinal: number): void {
  writer.beginItem()
  writer.list(ROW_GROUP.columns, STRUCT, chunks.length)
  for (const chunk of chunks) {
    writer.beginItem()
    writer.i64(CHUNK.fileOffset, 0)
    writer.begin(CHUNK.metadata)
    writeMetadata(writer, chunk)
    writer.end()
    writer.end()
  }
  writer.i64(
    ROW_GROUP.bytes,
    total(chunks, chunk => chunk.uncompressed),
  )
  writer.i64(ROW_GROUP.rows, rows)
  writer.i64(ROW_GROUP.fileOffset, startOf(chunks[0]))
  writer.i64(
    ROW_GROUP.compressedBytes,
    total(chunks, chunk => chunk.compressed),
  )
  // The field has 16 bits and is optional.
  if (ordinal < 0x8000) writer.i16(ROW_GROUP.ordinal, ordinal)
  writer.end()
}

const startOf = (chunk: ColumnChunk): number => chunk.dictionaryOffset ?? chunk.dataOffset

function writeMetadata(writer: CompactWriter, chunk: ColumnChunk): void {
  const { leaf, encoding, dictionaryOffset, pages } = chunk
  const encodings = [...new Set([...(dictionaryOffset === null ? [] : [ENCODING.plain]), ENCODING.rle, encoding])]
  writer.i32(META.type, PHYSICAL[leaf.physical])
  writer.list(META.encodings, I32, encodings.length)
  for (const used of encodings) writer.itemI32(used)
  writer.list(META.path, BINARY, leaf.path.length)
  for (const name of leaf.path) writer.itemString(name)
  writer.i32(META.codec, CODEC[chunk.codec])
  writer.i64(META.values, chunk.count)
  writer.i64(META.uncompressed, chunk.uncompressed)
  writer.i64(META.compressed, chunk.compressed)
  writer.i64(META.dataOffset, chunk.dataOffset)
  if (dictionaryOffset !== null) writer.i64(META.dictionaryOffset, dictionaryOffset)
  writer.begin(META.statistics)
  writeStatistics(writer, chunk)
  writer.end()
  writer.list(META.encodingStats, STRUCT, dictionaryOffset === null ? 1 : 2)
  if (dictionaryOffset !== null) writePages(writer, PAGE.dictionary, ENCODING.plain, 1)
  writePages(writer, PAGE.data, encoding, pages)
}

function writeStatistics(writer: CompactWriter, { nullCount, bounds }: ColumnChunk): void {
  writer.i64(STATISTICS.nullCount, nullCount)
  if (bounds?.max) writer.binary(STATISTICS.max, bounds.max)
  if (bounds !== null) writer.binary(STATISTICS.min, bounds.min)
  if (bounds?.max) writer.boolean(STATISTICS.maxExact, bounds.maxExact)
  if (bounds !== null) writer.boolean(STATISTICS.minExact, bounds.minExact)
}

function writePages(writer: CompactWriter, type: number, encoding: number, count: number): void {
  writer.beginItem()
  writer.i32(PAGES.type, type)
  writer.i32(PAGES.encoding, encoding)
  writer.i32(PAGES.count, count)
  writer.end()
}
