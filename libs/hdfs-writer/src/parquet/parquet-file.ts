import type { Column, ColumnBatch, Schema } from '@millrace/columns'
import { FileFormat } from './file-format.ts'
import { FileWriter } from './file-writer.ts'
import { growingColumns } from './growing-column.ts'
import { loadSnappyCodec, zstdCodec } from './page-codec.ts'

/**
 * `default`: zstd, and the encoding that pays for each column: dictionaries, differences, PLAIN. `plain`: PLAIN and snappy, for readers
 * that know nothing else. Both: data page V1, INT64 UTC microseconds, statistics for every column chunk.
 */
export type ParquetFlavour = 'default' | 'plain'

export interface ParquetFileOptions {
  /** Default `default`. */
  readonly parquet?: ParquetFlavour
  /** Rows of a row group. Default 131072. */
  readonly rowGroupRows?: number
  /** Key-value metadata of the file. */
  readonly metadata?: Readonly<Record<string, string>>
}

export const ROW_GROUP_ROWS = 131_072

/** The part of a file name that names the codec, as Spark writes it. */
export const codecName = (parquet: ParquetFlavour): string => (parquet === 'plain' ? 'snappy' : 'zstd')

/** The format of files with these columns. Throws MILLRACE_ANALYSIS when a column's type has no place in a file. */
export async function fileFormat(schema: Schema, parquet: ParquetFlavour = 'default'): Promise<FileFormat> {
  const plain = parquet === 'plain'
  return new FileFormat(schema, plain ? await loadSnappyCodec() : zstdCodec, plain)
}

/** A whole Parquet file from one batch; no rows make a file with a schema and no rows. The same batch makes the same bytes. */
export async function parquetFile(
  batch: ColumnBatch,
  options: ParquetFileOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { parquet, rowGroupRows = ROW_GROUP_ROWS, metadata } = options
  const writer = new FileWriter(await fileFormat(batch.schema, parquet))
  for (let from = 0; from < batch.length; from += rowGroupRows) {
    const to = Math.min(batch.length, from + rowGroupRows)
    writer.write(rowsOf(batch, from, to), to - from)
  }
  return writer.finish(metadata)
}

function rowsOf(batch: ColumnBatch, from: number, to: number): readonly Column[] {
  if (from === 0) return batch.columns
  return growingColumns(batch.schema).map((growing, i) => {
    growing.append(batch.columns[i], from, to)
    return growing.column()
  })
}
