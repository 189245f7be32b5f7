import { type Column, isObjectColumn, type Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { ByteBuffer } from './byte-buffer.ts'
import { ColumnChunkWriter } from './column-chunk.ts'
import { fileNodes, type Node } from './file-schema.ts'
import { FlatLeaves } from './flat-leaf.ts'
import type { RowGroup } from './footer.ts'
import type { LeafColumn } from './leaf-column.ts'
import type { PageCodec } from './page-codec.ts'
import { shred } from './shred.ts'
import { storageType } from './storage-type.ts'

/** What the files of one schema and flavour share: the tree of the schema, and scratch memory for one row group at a time. */
export class FileFormat {
  readonly nodes: readonly Node[]
  readonly #chunks: ColumnChunkWriter
  readonly #flat = new FlatLeaves()

  /** Throws MILLRACE_ANALYSIS when a column's type has no place in a file. `plainOnly` keeps to the encoding PLAIN. */
  constructor(schema: Schema, codec: PageCodec, plainOnly: boolean) {
    this.nodes = fileNodes(schema.map(field => ({ ...field, type: storageType(field.type) })))
    this.#chunks = new ColumnChunkWriter(codec, plainOnly)
  }

  /** Appends the first `rows` of the columns to a file. */
  writeRowGroup(file: ByteBuffer, columns: readonly Column[], rows: number): RowGroup {
    const chunks = columns.flatMap((column, i) =>
      this.#leaves(this.nodes[i], column, rows).map(leaf => this.#chunks.write(file, leaf)),
    )
    return { rows, chunks }
  }

  #leaves(node: Node, column: Column, rows: number): LeafColumn[] {
    if (isObjectColumn(column)) {
      if (node.repetition === 'required' && column.objects.lastIndexOf(null, rows - 1) >= 0) throw nullsIn(node)
      return shred(node, column.objects, rows)
    }
    if (node.kind !== 'leaf') throw new MillraceError('MILLRACE_INTERNAL', `Column ${node.name} is not of objects.`)
    const leaf = this.#flat.leaf(node, column, rows)
    if (node.repetition === 'required' && leaf.count > leaf.values.count) throw nullsIn(node)
    return [leaf]
  }
}

/** No level of a required column could say that a row is null. */
const nullsIn = (node: Node): MillraceError =>
  new MillraceError('MILLRACE_INTERNAL', `Column ${node.name} of a Parquet file has nulls, but its schema allows none.`)
