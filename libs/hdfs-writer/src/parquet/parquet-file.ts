import { type Column, type ColumnBatch, toIpc } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { loadParquetWasm, type ParquetWasm } from './parquet-wasm.ts'
import { storageType } from './storage-type.ts'

/**
 * `default`: zstd, dictionaries on strings. `plain`: PLAIN encoding and snappy, for readers that know neither. Both: data page
 * V1, INT64 UTC microseconds, statistics for every column chunk.
 */
export type ParquetFlavour = 'default' | 'plain'

export interface ParquetFileOptions {
  /** Default `default`. */
  readonly parquet?: ParquetFlavour
  /** Rows of a row group. Default 131072. */
  readonly rowGroupRows?: number
  /** Key-value metadata of the file. With more than one key their order, and so the file's bytes, may differ each time. */
  readonly metadata?: Readonly<Record<string, string>>
}

export const ROW_GROUP_ROWS = 131_072

/** The part of a file name that names the codec, as Spark writes it. */
export const codecName = (parquet: ParquetFlavour): string => (parquet === 'plain' ? 'snappy' : 'zstd')

/** A whole Parquet file from one batch; no rows make a file with a schema and no rows. */
export async function parquetFile(
  batch: ColumnBatch,
  options: ParquetFileOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return encodeParquet(await loadParquetWasm(), batch, options)
}

/** The same, for a caller that has loaded the writer. */
export function encodeParquet(
  wasm: ParquetWasm,
  batch: ColumnBatch,
  options: ParquetFileOptions,
): Uint8Array<ArrayBuffer> {
  const stored = storedBatch(batch)
  try {
    const properties = writerProperties(wasm, stored, options)
    // The writer takes the table over: its memory is free again afterwards.
    return wasm.writeParquet(wasm.Table.fromIPCStream(toIpc(stored)), properties) as Uint8Array<ArrayBuffer>
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MillraceError('MILLRACE_INTERNAL', `${batch.length} rows could not be written as Parquet: ${reason}.`, {
      cause: error,
    })
  }
}

/** The batch with the types that a file has. */
function storedBatch(batch: ColumnBatch): ColumnBatch {
  const types = batch.schema.map(field => storageType(field.type))
  if (types.every((type, i) => type === batch.schema[i].type)) return batch
  return {
    schema: batch.schema.map((field, i) => ({ ...field, type: types[i] })),
    length: batch.length,
    columns: batch.columns.map((column, i) => ({ ...column, type: types[i] }) as Column),
  }
}

function writerProperties(wasm: ParquetWasm, batch: ColumnBatch, options: ParquetFileOptions) {
  const plain = options.parquet === 'plain'
  let builder = new wasm.WriterPropertiesBuilder()
    .setWriterVersion(wasm.WriterVersion.V1)
    .setCreatedBy('millrace')
    .setCompression(plain ? wasm.Compression.SNAPPY : wasm.Compression.ZSTD)
    .setStatisticsEnabled(wasm.EnabledStatistics.Chunk)
    .setMaxRowGroupSize(options.rowGroupRows ?? ROW_GROUP_ROWS)
    .setDictionaryEnabled(!plain)
  if (plain) builder = builder.setEncoding(wasm.Encoding.PLAIN)
  else {
    for (const field of batch.schema) {
      if (field.type !== 'string') builder = builder.setColumnDictionaryEnabled(field.name, false)
    }
  }
  if (options.metadata !== undefined) builder = builder.setKeyValueMetadata(new Map(Object.entries(options.metadata)))
  return builder.build()
}
