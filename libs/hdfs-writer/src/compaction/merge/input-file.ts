import type { Leaf, Node } from '../../parquet/file-schema.ts'
import { leavesOf } from '../../parquet/file-schema.ts'
import { ParquetDamage } from '../../parquet/reading/damage.ts'
import { type FileMetadata, parseFileMetadata } from '../../parquet/reading/file-metadata.ts'
import { columnNode } from './file-columns.ts'

/** A file that is to be merged, in memory. */
export interface InputFile {
  readonly bytes: Uint8Array
  readonly footer: Uint8Array
  readonly metadata: FileMetadata
  readonly columns: readonly Node[]
  /** Index of each leaf among the file's, by its path. */
  readonly leaves: ReadonlyMap<string, number>
}

export const leafKey = (leaf: Pick<Leaf, 'path'>): string => leaf.path.join('\0')

/** @throws ParquetDamage, NotMergeable */
export function openInput(bytes: Uint8Array): InputFile {
  const length = bytes.length
  if (length < 12) throw new ParquetDamage('it is no Parquet file, or it was cut')
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  if (view.getUint32(length - 4) !== 0x50415231)
    throw new ParquetDamage('it does not end as Parquet files do: it is none, or it was cut')
  const size = view.getUint32(length - 8, true)
  if (size > length - 12) throw new ParquetDamage('the length of its footer does not fit into it')
  const footer = bytes.subarray(length - 8 - size, length - 8)
  const metadata = parseFileMetadata(footer)
  const columns = metadata.schema.map(columnNode)
  const leaves = new Map(leavesOf(columns).map((leaf, i) => [leafKey(leaf), i]))
  return { bytes, footer, metadata, columns, leaves }
}
