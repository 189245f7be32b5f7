import type { Column, ColumnBatch, Dictionary, Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { MalformedLines, ParsedBatch } from '@millrace/log-parser'
import type { RecordBlock } from '../connector/source.ts'
import { take } from '../kernels/take.ts'

/** The parsed rows of a block with the parser's and the source's columns of `schema`. */
export function parsedBatch(schema: Schema, parsed: ParsedBatch, records: RecordBlock): ColumnBatch {
  const columns = schema.map(({ name }) => {
    const column = parsed.columns[name]
    return column ?? sourceColumn(records, name, parsed.rows, parsed.length)
  })
  return { schema, length: parsed.length, columns }
}

/** The records of a block that are rows already, with the columns of `schema`. */
export const recordBatch = (schema: Schema, records: RecordBlock): ColumnBatch => ({
  schema,
  length: records.count,
  columns: schema.map(({ name }) => sourceColumn(records, name, null, records.count)),
})

/** The malformed lines of a block: reason, raw bytes and the source's columns, those of them that are in `schema`. */
export function malformedBatch(
  schema: Schema,
  reasons: Dictionary,
  malformed: MalformedLines,
  records: RecordBlock,
): ColumnBatch {
  const { count, rows } = malformed
  const columns = schema.map(({ name }): Column => {
    if (name === 'reason') {
      const ids = Int32Array.from(malformed.reasons.subarray(0, count))
      return { type: 'string', length: count, ids, dictionary: reasons, nullCount: 0 }
    }
    return name === 'raw' ? rawLines(records, rows, count) : sourceColumn(records, name, rows, count)
  })
  return { schema, length: count, columns }
}

function sourceColumn(records: RecordBlock, name: string, rows: Int32Array | null, count: number): Column {
  const column = records.columns[name]
  if (column === undefined) {
    throw new MillraceError(
      'MILLRACE_INTERNAL',
      `The source's decoder did not give the column ${name} it was asked for.`,
    )
  }
  return rows === null ? column : take(column, rows, count)
}

function rawLines({ bytes, starts, ends }: RecordBlock, rows: Int32Array, count: number): Column {
  const offsets = new Int32Array(count + 1)
  for (let i = 0; i < count; i++) offsets[i + 1] = offsets[i] + ends[rows[i]] - starts[rows[i]]
  const raw = new Uint8Array(offsets[count])
  for (let i = 0; i < count; i++) raw.set(bytes.subarray(starts[rows[i]], ends[rows[i]]), offsets[i])
  return { type: 'binary', length: count, offsets, bytes: raw, validity: null, nullCount: 0 }
}
