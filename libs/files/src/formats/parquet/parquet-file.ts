import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { type Schema as ArrowSchema, type RecordBatch, tableFromIPC } from 'apache-arrow'
import { readParquet, readSchema } from 'parquet-wasm'
import { typeOfArrow } from './arrow-types.ts'

/** Rows that are brought over from the reader at a time. */
const BATCH_ROWS = 65_536

/** The columns of a Parquet file. MILLRACE_INPUT_DAMAGED when it is none; MILLRACE_UNSUPPORTED for a column of another type. */
export function schemaOfParquet(bytes: Uint8Array, file: string): Schema {
  return arrowSchema(bytes, file).fields.map(field => ({
    name: field.name,
    type: typeOfArrow(field.type, field.name, file),
    nullable: field.nullable,
  }))
}

/** The names of a Parquet file's columns. */
export const columnsOfParquet = (bytes: Uint8Array, file: string): string[] =>
  arrowSchema(bytes, file).fields.map(field => field.name)

/** The rows of a Parquet file, these columns of it. */
export function recordBatches(bytes: Uint8Array, columns: readonly string[], file: string): readonly RecordBatch[] {
  const options = { columns: [...columns], batchSize: BATCH_ROWS }
  return guarded(file, () => tableFromIPC(readParquet(bytes, options).intoIPCStream()).batches)
}

const arrowSchema = (bytes: Uint8Array, file: string): ArrowSchema =>
  guarded(file, () => tableFromIPC(readSchema(bytes).intoIPCStream()).schema)

function guarded<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError('MILLRACE_INPUT_DAMAGED', `${file} cannot be read as Parquet: ${reason}`, { cause })
  }
}
