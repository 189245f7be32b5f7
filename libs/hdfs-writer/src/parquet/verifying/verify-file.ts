import type { FileStatus, FileSystem } from '@millrace/engine'
import { MAGIC } from '../parquet-format.ts'
import { ParquetDamage } from '../reading/damage.ts'
import { type FileMetadata, parseFileMetadata } from '../reading/file-metadata.ts'
import { readFooter } from '../reading/read-footer.ts'
import { checkChunk } from './check-chunk.ts'

/** Something in a Parquet file that is not as it should be. */
export interface FileProblem {
  /** null where it is not of one row group. */
  readonly rowGroup: number | null
  /** Names from the outermost on, with dots between; null where it is not of one column. */
  readonly column: string | null
  readonly reason: string
}

export interface FileVerification {
  readonly rows: number
  readonly pages: number
  /** Pages that carry a checksum: there every damage is found. */
  readonly checksums: number
  readonly problems: readonly FileProblem[]
}

/**
 * Reads every page of a Parquet file: that it is where the footer says, has its checksum where there is one, can be decompressed
 * and decoded, and holds as many values, rows and nulls as was said. A damaged column chunk does not keep the others from being read.
 * @throws MillraceError when the file cannot be read at all.
 */
export async function verifyParquetFile(
  fs: FileSystem,
  file: Pick<FileStatus, 'path' | 'length'>,
): Promise<FileVerification> {
  let footer: Uint8Array
  let metadata: FileMetadata
  try {
    footer = await readFooter(fs, file)
    metadata = parseFileMetadata(footer)
  } catch (error) {
    return { rows: 0, pages: 0, checksums: 0, problems: [{ rowGroup: null, column: null, reason: reasonOf(error) }] }
  }
  const problems: FileProblem[] = []
  const note = (rowGroup: number | null, column: string | null, error: unknown): void => {
    problems.push({ rowGroup, column, reason: reasonOf(error) })
  }
  const start = await fs.read(file.path, { offset: 0, length: MAGIC.length })
  if (Buffer.compare(start, MAGIC) !== 0) note(null, null, new ParquetDamage('it does not begin as Parquet files do'))
  const rows = metadata.rowGroups.reduce((sum, group) => sum + group.rows, 0)
  if (rows !== metadata.rows)
    note(null, null, new ParquetDamage(`its row groups have ${rows} rows and the footer says ${metadata.rows}`))
  const end = file.length - footer.length - 8
  let [pages, checksums] = [0, 0]
  for (const [i, group] of metadata.rowGroups.entries()) {
    for (const chunk of group.chunks) {
      try {
        if (chunk.start < MAGIC.length || chunk.compressed < 0 || chunk.start + chunk.compressed > end)
          throw new ParquetDamage('it lies outside of the file')
        const bytes = await fs.read(file.path, { offset: chunk.start, length: chunk.compressed })
        if (bytes.length !== chunk.compressed) throw new ParquetDamage('the file became shorter while it was read')
        const checked = await checkChunk(bytes, chunk, group.rows)
        pages += checked.pages
        checksums += checked.checksums
      } catch (error) {
        note(i, chunk.leaf.path.join('.'), error)
      }
    }
  }
  return { rows: metadata.rows, pages, checksums, problems }
}

/** The reason of a damage; what is none goes on. */
function reasonOf(error: unknown): string {
  if (error instanceof ParquetDamage) return error.message
  throw error
}
