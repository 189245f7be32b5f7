import type { Schema } from '@millrace/columns'
import { type Json, siblingModule } from '@millrace/engine'
import type { ParseMode } from '../../rows/parse-mode.ts'
import type { RowFormat } from '../../rows/row-format.ts'

/** Spark's options of the same names. */
export interface JsonOptions {
  /** Default PERMISSIVE. */
  readonly mode?: ParseMode
  /** The string column of the schema, if it has one, that takes malformed records. Default `_corrupt_record`. */
  readonly columnNameOfCorruptRecord?: string
  /** For timestamps without a zone. Default UTC. */
  readonly timeZone?: string
}

export type JsonDecoderOptions = Required<JsonOptions> & { readonly schema: Schema; readonly partitions?: Schema }

/**
 * JSON lines: an object a line, or an array of objects. Members that the schema does not name are left out, those that are
 * missing are null. A string column takes values of other kinds as they are written.
 */
export function jsonFormat<const S extends Schema>(options: JsonOptions & { readonly schema: S }): RowFormat<S, true> {
  const { schema, mode = 'PERMISSIVE', columnNameOfCorruptRecord = '_corrupt_record', timeZone = 'UTC' } = options
  const all: JsonDecoderOptions = { mode, columnNameOfCorruptRecord, timeZone, schema }
  return {
    name: 'json',
    schema,
    structured: true,
    position: { source: '', position: '' },
    decoder: {
      module: siblingModule(import.meta.url, 'json-decoder'),
      name: 'jsonDecoder',
      options: all as unknown as Json,
    },
    lines: true,
  }
}
