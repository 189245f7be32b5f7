import type { Schema } from '@millrace/columns'
import { type Json, siblingModule } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { ParseMode } from '../../rows/parse-mode.ts'
import type { RowFormat } from '../../rows/row-format.ts'

/** Spark's options of the same names. */
export interface CsvOptions {
  /** Each file begins with a line of names, which is skipped: columns go by their place. Default false. */
  readonly header?: boolean
  /** Between fields, one character or more. Default `,`. */
  readonly delimiter?: string
  /** Around fields that hold delimiters; empty for none. Default `"`. */
  readonly quote?: string
  /** Before a quote within quotes. Default `\`. */
  readonly escape?: string
  /** A text that stands for null. Default the empty one. */
  readonly nullValue?: string
  /** What an empty field in quotes is. Default the empty text, which is null unless `nullValue` is another. */
  readonly emptyValue?: string
  /** Lines that begin with it are skipped. Default none. */
  readonly comment?: string
  /** Default PERMISSIVE. A record with more or fewer fields than the schema is malformed, whichever columns are read. */
  readonly mode?: ParseMode
  /** The string column of the schema, if it has one, that takes malformed records. Default `_corrupt_record`. */
  readonly columnNameOfCorruptRecord?: string
  readonly ignoreLeadingWhiteSpace?: boolean
  readonly ignoreTrailingWhiteSpace?: boolean
  /** For timestamps without a zone. Default UTC. */
  readonly timeZone?: string
}

export type CsvDecoderOptions = Required<CsvOptions> & { readonly schema: Schema; readonly partitions?: Schema }

const TYPES =
  /^(?:string|binary|boolean|int8|int16|int32|int64|float|double|date|timestamp|timestamp_ntz|decimal\(.*\))$/

/**
 * CSV, a record a line, with Spark's meaning of options and values.
 * @throws MILLRACE_UNSUPPORTED for a column of a type that CSV cannot hold. MILLRACE_USAGE for a delimiter, quote or escape that is none.
 */
export function csvFormat<const S extends Schema>(options: CsvOptions & { readonly schema: S }): RowFormat<S, true> {
  const { schema, ...given } = options
  for (const { name, type } of schema)
    if (!TYPES.test(type))
      throw new MillraceError('MILLRACE_UNSUPPORTED', `The column ${name} is ${type}, which CSV cannot hold.`)
  const all: CsvDecoderOptions = {
    header: false,
    delimiter: ',',
    quote: '"',
    escape: '\\',
    nullValue: '',
    emptyValue: '',
    comment: '',
    mode: 'PERMISSIVE',
    columnNameOfCorruptRecord: '_corrupt_record',
    ignoreLeadingWhiteSpace: false,
    ignoreTrailingWhiteSpace: false,
    timeZone: 'UTC',
    ...given,
    schema,
  }
  if (all.delimiter === '')
    throw new MillraceError('MILLRACE_USAGE', 'The delimiter of CSV is empty: expected a character.')
  for (const name of ['quote', 'escape', 'comment'] as const)
    if (Buffer.byteLength(all[name]) > 1)
      throw new MillraceError(
        'MILLRACE_USAGE',
        `The ${name} of CSV is ${all[name]}: expected one ASCII character, or none.`,
      )
  return {
    name: 'csv',
    schema,
    structured: true,
    position: { source: '', position: '' },
    decoder: {
      module: siblingModule(import.meta.url, 'csv-decoder'),
      name: 'csvDecoder',
      options: all as unknown as Json,
    },
    lines: true,
  }
}
