import type { Schema } from '@millrace/columns'
import { type FileSystem, type Json, siblingModule } from '@millrace/engine'
import { readingOf, tableOf } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { listFiles } from '../../directory/list-files.ts'
import type { RowFormat } from '../../rows/row-format.ts'

export type ParquetDecoderOptions = { readonly schema: Schema; readonly partitions?: Schema }

/** Parquet files, each read as a whole. A column that a file does not have is null; whole numbers and floats may be narrower in the file. */
export function parquetFormat<const S extends Schema>({ schema }: { readonly schema: S }): RowFormat<S, true> {
  const options: ParquetDecoderOptions = { schema }
  return {
    name: 'parquet',
    schema,
    structured: true,
    position: { source: '', position: '' },
    decoder: {
      module: siblingModule(import.meta.url, 'parquet-decoder'),
      name: 'parquetDecoder',
      options: options as unknown as Json,
    },
    lines: false,
  }
}

/** The columns of the Parquet files under a path, as the first of them says. MILLRACE_FILE_MISSING where there is none. */
export async function parquetSchema(fs: FileSystem, path: string): Promise<Schema> {
  const [first] = await listFiles(fs, path, 'table')
  if (first === undefined)
    throw new MillraceError(
      'MILLRACE_FILE_MISSING',
      `There is no Parquet file under ${fs.display(path)}: its columns are unknown.`,
    )
  const { schemaOfParquet } = await import('./parquet-file.ts')
  return schemaOfParquet(await readingOf(fs, tableOf(path)).read(first.path), fs.display(first.path))
}
