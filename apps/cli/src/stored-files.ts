import type { FileStatus, FileSystem } from '@millrace/engine'
import { readingOf, tableOf } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { listFiles } from '@millrace/files/list-files'

/** A Parquet file of a table. */
export interface StoredFile extends FileStatus {
  /** Directories of partitions and name, as they follow the table's path: `dt=1995-08-01/part-00000.parquet`. */
  readonly relative: string
  /** The directories alone, `''` where there are none. */
  readonly partition: string
}

export interface StoredFiles {
  /** Reads the files, also those that a compaction has replaced since. */
  readonly reading: FileSystem
  readonly files: readonly StoredFile[]
}

/**
 * The Parquet files of a table as a consistent reader sees them, or the one file at `path`, in the order of their paths; none when
 * it is a directory without any.
 * @throws MillraceError MILLRACE_INPUT_MISSING when nothing is there.
 */
export async function storedFiles(fs: FileSystem, path: string): Promise<StoredFiles> {
  const found = await fs.status(path)
  if (found === null) throw new MillraceError('MILLRACE_INPUT_MISSING', `The table ${fs.display(path)} does not exist.`)
  const reading = readingOf(fs, tableOf(path))
  if (found.kind === 'file') return { reading, files: [{ ...found, relative: found.name, partition: '' }] }
  const files = (await listFiles(fs, path, 'table'))
    .filter(file => file.name.endsWith('.parquet'))
    .map(file => {
      const relative = file.path.slice(path.length).replace(/^\/+/, '')
      return { ...file, relative, partition: relative.slice(0, Math.max(0, relative.lastIndexOf('/'))) }
    })
  return { reading, files }
}
