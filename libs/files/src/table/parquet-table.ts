import type { Schema } from '@millrace/columns'
import type { FileSystem } from '@millrace/engine'
import { parquetFormat, parquetSchema } from '../formats/parquet/parquet-format.ts'
import { type FileTable, fileTable } from './file-table.ts'
import { partitionColumns } from './partition-columns.ts'

/**
 * A table of Parquet files as it lies there: the columns of the first file and those in the names of directories. The compiler
 * does not know them; `fileTable` takes a schema that it does.
 */
export async function parquetTable({
  fs,
  path,
}: {
  readonly fs: FileSystem
  readonly path: string
}): Promise<FileTable> {
  const schema: Schema = await parquetSchema(fs, path)
  const fromPaths = (await partitionColumns(fs, path)).filter(({ name }) => schema.every(f => f.name !== name))
  return fileTable({ fs, path, format: parquetFormat({ schema }), partitionColumns: fromPaths })
}
