import {
  boundValue,
  type ChunkMetadata,
  type FileMetadata,
  logicalTypeText,
  type SchemaLeaf,
  type SchemaNode,
} from '@millrace/hdfs-writer/reading'

/** A column as `--json` shows it; nested ones by the names from the outermost on. */
export interface ColumnView {
  readonly name: string
  readonly physical: string
  readonly logical: string | null
  readonly nullable: boolean
}

export interface ChunkView {
  readonly name: string
  readonly codec: string
  readonly encodings: readonly string[]
  readonly values: number
  readonly compressed: number
  readonly uncompressed: number
  /** What the writer did not say is null; long texts are bounds that the writer has shortened. */
  readonly nulls: number | null
  readonly min: string | null
  readonly max: string | null
}

/** What the footer of a file says. */
export interface FileView {
  readonly path: string
  readonly bytes: number
  readonly rows: number
  readonly version: number
  readonly writer: string | null
  readonly metadata: Readonly<Record<string, string | null>>
  readonly columns: readonly ColumnView[]
  readonly rowGroups: readonly {
    readonly rows: number
    readonly compressed: number
    readonly uncompressed: number
    readonly columns: readonly ChunkView[]
  }[]
}

export function fileView(path: string, bytes: number, file: FileMetadata): FileView {
  return {
    path,
    bytes,
    rows: file.rows,
    version: file.version,
    writer: file.writer,
    metadata: Object.fromEntries(file.keyValues.map(({ key, value }) => [key, value])),
    columns: file.schema.flatMap(node => columnsOf(node, '', file.leaves)),
    rowGroups: file.rowGroups.map(({ rows, uncompressed, chunks }) => ({
      rows,
      compressed: chunks.reduce((sum, chunk) => sum + chunk.compressed, 0),
      uncompressed,
      columns: chunks.map(chunkView),
    })),
  }
}

/** Groups of lists, maps and structs are columns without values of their own, and their logical type says what they are. */
function columnsOf(node: SchemaNode, parent: string, leaves: readonly SchemaLeaf[]): ColumnView[] {
  const name = parent === '' ? node.name : `${parent}.${node.name}`
  const length = node.typeLength === null || node.physical !== 'fixed-length byte array' ? '' : `(${node.typeLength})`
  const view: ColumnView = {
    name,
    physical: node.physical === null ? 'group' : node.physical + length,
    logical: node.logical === null ? null : logicalTypeText(node.logical),
    nullable: node.repetition !== 'required',
  }
  return [view, ...node.children.flatMap(child => columnsOf(child, name, leaves))]
}

const chunkView = ({
  leaf,
  codec,
  encodings,
  values,
  compressed,
  uncompressed,
  statistics,
}: ChunkMetadata): ChunkView => ({
  name: leaf.path.join('.'),
  codec,
  encodings: [...new Set(encodings)],
  values,
  compressed,
  uncompressed,
  nulls: statistics.nulls,
  min: boundValue(statistics.min, leaf)?.text ?? null,
  max: boundValue(statistics.max, leaf)?.text ?? null,
})
