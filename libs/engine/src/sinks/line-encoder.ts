import { type Column, type ColumnBatch, isNull, type Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { TaskEncoder } from '../connector/sink.ts'
import { LineArtefactBuilder } from './line-artefact.ts'

const ARTEFACT_BYTES = 4 * 1024 * 1024

/** Encodes the columns `value` and `key` of rows as lines, for `lineSink`. */
export function lineEncoder(_options: null, schema: Schema): TaskEncoder {
  checkColumns(schema)
  const builder = new LineArtefactBuilder(schema.some(field => field.name === 'key'))
  let chunk = 0
  const flush: TaskEncoder['end'] = emit => {
    const { count: rows } = builder
    if (rows > 0) emit({ chunk: chunk++, group: '', bytes: builder.take(), rows })
  }
  return {
    append(batch, emit) {
      appendLines(builder, batch)
      if (builder.size >= ARTEFACT_BYTES) flush(emit)
    },
    end: flush,
  }
}

/** The lines of a batch as one artefact. */
export function linesOfBatch(batch: ColumnBatch): Uint8Array<ArrayBuffer> {
  checkColumns(batch.schema)
  const builder = new LineArtefactBuilder(batch.schema.some(field => field.name === 'key'))
  appendLines(builder, batch)
  return builder.take()
}

function checkColumns(schema: Schema): void {
  const types = schema.map(({ name, type }) => `${name} ${type}`)
  const known = schema.every(
    ({ name, type }) => (name === 'key' || name === 'value') && (type === 'string' || type === 'binary'),
  )
  if (known && schema.some(field => field.name === 'value')) return
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `A sink of lines takes a column value and, if there are keys, a column key, each string or binary; the rows have ${types.join(', ')}.`,
  )
}

function appendLines(builder: LineArtefactBuilder, { schema, columns, length }: ColumnBatch): void {
  const value = columns[schema.findIndex(field => field.name === 'value')]
  const key = columns[schema.findIndex(field => field.name === 'key')] as Column | undefined
  const values = bytesOf(value)
  const keys = key === undefined ? undefined : bytesOf(key)
  for (let row = 0; row < length; row++) {
    if (isNull(value, row))
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        'A row for a sink of lines has null in the column value: expected a text or bytes.',
      )
    const entry = values.entry(row)
    builder.append(values.bytes, values.offsets[entry], values.offsets[entry + 1])
    if (keys === undefined || key === undefined || isNull(key, row)) continue
    const keyEntry = keys.entry(row)
    builder.setKey(keys.bytes, keys.offsets[keyEntry], keys.offsets[keyEntry + 1])
  }
}

/** Where the bytes of a column of strings or binaries lie. */
function bytesOf(column: Column) {
  if ('ids' in column) {
    const { ids, dictionary } = column
    return { bytes: dictionary.bytes, offsets: dictionary.offsets, entry: (row: number): number => ids[row] }
  }
  const { bytes, offsets } = column as Extract<Column, { type: 'binary' }>
  return { bytes, offsets, entry: (row: number): number => row }
}
