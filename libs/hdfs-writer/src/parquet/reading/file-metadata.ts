import { ParquetDamage } from './damage.ts'
import { type SchemaLeaf, type SchemaNode, schemaLeaves, schemaTree } from './schema-tree.ts'
import { CompactReader, type ThriftStruct } from './thrift-reader.ts'

/** What the footer of a Parquet file says. https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
export interface FileMetadata {
  readonly version: number
  readonly rows: number
  readonly writer: string | null
  readonly keyValues: readonly { readonly key: string; readonly value: string | null }[]
  readonly schema: readonly SchemaNode[]
  readonly leaves: readonly SchemaLeaf[]
  readonly rowGroups: readonly RowGroupMetadata[]
}

export interface RowGroupMetadata {
  readonly rows: number
  /** Of a row group's pages with their headers, before compression. */
  readonly uncompressed: number
  /** One for each leaf, in the same order. */
  readonly chunks: readonly ChunkMetadata[]
}

/** The values of a column in a row group. */
export interface ChunkMetadata {
  readonly leaf: SchemaLeaf
  readonly encodings: readonly string[]
  readonly codec: string
  /** Nulls included. */
  readonly values: number
  readonly compressed: number
  readonly uncompressed: number
  /** Where its pages begin in the file. */
  readonly start: number
  readonly hasDictionary: boolean
  readonly statistics: ChunkStatistics
}

/** What is not known is null. Bounds are in PLAIN encoding without lengths, perhaps shortened. */
export interface ChunkStatistics {
  readonly nulls: number | null
  readonly min: Uint8Array | null
  readonly max: Uint8Array | null
}

/** By number; null for numbers that mean nothing. */
export const ENCODINGS: readonly (string | null)[] = [
  'PLAIN',
  null,
  'PLAIN_DICTIONARY',
  'RLE',
  'BIT_PACKED',
  'DELTA_BINARY_PACKED',
  'DELTA_LENGTH_BYTE_ARRAY',
  'DELTA_BYTE_ARRAY',
  'RLE_DICTIONARY',
  'BYTE_STREAM_SPLIT',
]
const CODECS = ['none', 'snappy', 'gzip', 'lzo', 'brotli', 'lz4', 'zstd', 'lz4_raw']

const FILE = { version: 1, schema: 2, rows: 3, rowGroups: 4, keyValues: 5, createdBy: 6 }
const GROUP = { columns: 1, bytes: 2, rows: 3 }
const CHUNK = { filePath: 1, metadata: 3 }
const META = {
  encodings: 2,
  path: 3,
  codec: 4,
  values: 5,
  uncompressed: 6,
  compressed: 7,
  data: 9,
  dictionary: 11,
  statistics: 12,
}
const STATISTICS = { oldMax: 1, oldMin: 2, nulls: 3, max: 5, min: 6 }

/** Reads the struct FileMetaData. @throws ParquetDamage */
export function parseFileMetadata(footer: Uint8Array): FileMetadata {
  const file = new CompactReader(footer).struct('footer')
  const schema = schemaTree(file.structs(FILE.schema))
  const leaves = schemaLeaves(schema)
  return {
    version: file.integer(FILE.version),
    rows: file.integer(FILE.rows),
    writer: file.text(FILE.createdBy),
    keyValues: file.structs(FILE.keyValues).map(pair => ({ key: pair.text(1) ?? '', value: pair.text(2) })),
    schema,
    leaves,
    rowGroups: file.structs(FILE.rowGroups).map(group => rowGroup(group, leaves)),
  }
}

function rowGroup(group: ThriftStruct, leaves: readonly SchemaLeaf[]): RowGroupMetadata {
  const columns = group.structs(GROUP.columns)
  if (columns.length !== leaves.length)
    throw new ParquetDamage(`a row group has ${columns.length} columns and the schema ${leaves.length}`)
  return {
    rows: group.integer(GROUP.rows),
    uncompressed: group.integer(GROUP.bytes),
    chunks: columns.map((column, i) => chunk(column, leaves[i])),
  }
}

function chunk(column: ThriftStruct, leaf: SchemaLeaf): ChunkMetadata {
  if (column.text(CHUNK.filePath)) throw new ParquetDamage('its columns lie in other files, which is not read')
  if (column.struct(CHUNK.metadata) === null) throw new ParquetDamage('its columns are encrypted')
  const meta = column.required(CHUNK.metadata)
  const path = meta.texts(META.path)
  if (path.join('\0') !== leaf.path.join('\0'))
    throw new ParquetDamage(`a row group has the column ${path.join('.')} in the place of ${leaf.path.join('.')}`)
  const data = meta.integer(META.data)
  const dictionary = meta.integer(META.dictionary, null)
  // Some writers say 0 for "no dictionary".
  const hasDictionary = dictionary !== null && dictionary > 0
  return {
    leaf,
    encodings: meta.integers(META.encodings).map(number => ENCODINGS[number] ?? `unknown(${number})`),
    codec: CODECS[meta.integer(META.codec)] ?? `unknown(${meta.integer(META.codec)})`,
    values: meta.integer(META.values),
    compressed: meta.integer(META.compressed),
    uncompressed: meta.integer(META.uncompressed),
    start: hasDictionary ? Math.min(dictionary, data) : data,
    hasDictionary,
    statistics: statisticsOf(meta.struct(META.statistics), leaf),
  }
}

function statisticsOf(statistics: ThriftStruct | null, leaf: SchemaLeaf): ChunkStatistics {
  if (statistics === null) return { nulls: null, min: null, max: null }
  // Old bounds were compared as signed bytes: right for signed numbers only.
  const signed =
    (leaf.logical === null || leaf.logical.kind === 'timestamp' || leaf.logical.kind === 'date') &&
    !['byte array', 'fixed-length byte array', 'int96'].includes(leaf.physical)
  const bound = (id: number, old: number): Uint8Array | null =>
    statistics.bytes(id) ?? (signed ? statistics.bytes(old) : null)
  return {
    nulls: statistics.integer(STATISTICS.nulls, null),
    min: bound(STATISTICS.min, STATISTICS.oldMin),
    max: bound(STATISTICS.max, STATISTICS.oldMax),
  }
}
