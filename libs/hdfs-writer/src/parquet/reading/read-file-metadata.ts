import type { FileStatus, FileSystem } from '@millrace/engine'
import { type FileMetadata, parseFileMetadata } from './file-metadata.ts'
import { readFooter } from './read-footer.ts'

/**
 * What the footer of a Parquet file says; only the footer is read.
 * @throws ParquetDamage, MillraceError when the file cannot be read.
 */
export async function readFileMetadata(
  fs: FileSystem,
  file: Pick<FileStatus, 'path' | 'length'>,
): Promise<FileMetadata> {
  return parseFileMetadata(await readFooter(fs, file))
}
