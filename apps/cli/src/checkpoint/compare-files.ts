import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ColumnBatch } from '@millrace/columns'
import { compareRows, isEqual, loadTable, type RowDifference, type SinkFiles, type SinkOutput } from '@millrace/engine'
import { makeFolder } from '@millrace/engine/make-folder'
import { parquetTable } from '@millrace/files'
import { localFileSystem } from '@millrace/hdfs-writer'

/** How the files that a replay made compare with those of the committed batch. */
export type FilesComparison =
  | { readonly result: 'equal'; readonly files: number; readonly rows: number }
  | { readonly result: 'differs'; readonly difference: RowDifference }
  /** Merged into others since, or removed. */
  | { readonly result: 'gone' }

interface Compared {
  readonly queryId: string
  readonly batchId: number
  /** Folder of this output, for `replayed` and `committed` files. */
  readonly scratch: string
}

/** Writes the artefacts of a batch and compares them: the bytes of files, and where those differ their rows. */
export async function compareFiles(
  { artefacts }: SinkOutput,
  files: SinkFiles,
  { queryId, batchId, scratch }: Compared,
): Promise<FilesComparison> {
  const replayed = new Map(artefacts.map(a => [files.path(queryId, batchId, a), a.bytes]))
  await writeAll(join(scratch, 'replayed'), replayed)
  const committed = new Map<string, Uint8Array>()
  for (const { path, read } of await files.ofBatch(queryId, batchId)) committed.set(path, await read())
  if (committed.size === 0 && replayed.size > 0) return { result: 'gone' }
  const isSame =
    committed.size === replayed.size &&
    [...replayed].every(([path, bytes]) => Buffer.compare(bytes, committed.get(path) ?? new Uint8Array(0)) === 0)
  const rows = artefacts.reduce((sum, artefact) => sum + artefact.rows, 0)
  if (isSame) return { result: 'equal', files: replayed.size, rows }
  await writeAll(join(scratch, 'committed'), committed)
  const [left, right] = [await rowsOfFiles(scratch, 'replayed'), await rowsOfFiles(scratch, 'committed')]
  const difference = compareRows(left, right)
  return isEqual(difference) ? { result: 'equal', files: replayed.size, rows } : { result: 'differs', difference }
}

async function writeAll(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  makeFolder(folder)
  for (const [path, bytes] of files) {
    makeFolder(dirname(join(folder, path)))
    await writeFile(join(folder, path), bytes)
  }
}

/** The rows of a folder of Parquet files; none where there is no file. */
async function rowsOfFiles(scratch: string, name: string): Promise<ColumnBatch> {
  const fs = localFileSystem()
  const path = join(scratch, name)
  if ((await fs.list(path)).length === 0) return { schema: [], length: 0, columns: [] }
  return loadTable(await parquetTable({ fs, path }))
}
