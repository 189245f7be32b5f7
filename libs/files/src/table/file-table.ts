import type { Schema } from '@millrace/columns'
import type { FileSystem, RawBlock, StaticTable } from '@millrace/engine'
import { readingOf, tableOf } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { fileBlocks } from '../directory/file-blocks.ts'
import { piecesOf } from '../directory/file-pieces.ts'
import { listFiles, partitionValues } from '../directory/list-files.ts'
import { decoderWith } from '../directory/with-partitions.ts'
import type { RowFormat } from '../rows/row-format.ts'

export interface FileTableOptions<F extends RowFormat<Schema, true>, P extends Schema> {
  readonly fs: FileSystem
  /** Absolute path of a file, or of a directory of files. */
  readonly path: string
  readonly format: F
  /** Columns in the names of directories, `dt=2026-01-31`; they follow the format's own. Default none. */
  readonly partitionColumns?: P
}

/** A table of files whose columns the compiler knows. */
export interface FileTable<F extends RowFormat = RowFormat, P extends Schema = Schema> extends StaticTable {
  readonly schema: readonly [...F['schema'], ...P]
}

/**
 * The rows of files that are there when it is read, in the order of their paths. A table that Spark or Millrace writes with a log
 * (`_spark_metadata`) has the files of the log.
 *
 * @throws MILLRACE_INPUT_MISSING when read: there is nothing at the path.
 */
export function fileTable<F extends RowFormat<Schema, true>, const P extends Schema = readonly []>(
  options: FileTableOptions<F, P>,
): FileTable<F, P> {
  const { fs, format, partitionColumns = [] as unknown as P } = options
  const path = options.path.replace(/(?<=.)\/+$/, '')
  const table: StaticTable = {
    structured: true,
    description: `${format.name}[${fs.display(path)}]`,
    schema: [...format.schema, ...partitionColumns],
    position: format.position,
    decoder: decoderWith(format, partitionColumns),
    async *blocks(signal): AsyncGenerator<RawBlock> {
      if ((await fs.status(path)) === null)
        throw new MillraceError('MILLRACE_INPUT_MISSING', `There is no table at ${fs.display(path)}.`)
      const reading = readingOf(fs, tableOf(path))
      for (const file of await listFiles(fs, path, 'table')) {
        if (file.length === 0) continue
        const taken = { path: file.path, length: file.length, partition: partitionValues(path, file.path) }
        for (const piece of piecesOf(taken, format.lines)) {
          signal.throwIfAborted()
          yield* fileBlocks(reading, piece, format.lines)
        }
      }
    },
  }
  return table as FileTable<F, P>
}
