import type { Column } from '@millrace/columns'
import { isNull, isObjectColumn } from '@millrace/columns'
import type { LineBlock } from '../line-block.ts'
import type { LineParser, ParsedBatch } from '../line-parser.ts'
import { LineSplitter } from '../line-splitter.ts'

export type Row = Record<string, string | number | bigint | null>

/** The value of a column as tests write it. */
export function valueAt(column: Column, row: number): string | number | bigint | null {
  if (isNull(column, row)) return null
  if (column.type === 'string') return column.dictionary.string(column.ids[row])
  if (column.type === 'binary' || isObjectColumn(column))
    throw new Error(`The parser makes no column of type ${column.type}.`)
  return column.values[row]
}

/** A block of these lines, laid one after another in a larger array. */
export function blockOf(lines: readonly (string | Uint8Array)[]): LineBlock {
  const parts = lines.map(line => (typeof line === 'string' ? new TextEncoder().encode(line) : line))
  const starts = new Int32Array(parts.length)
  const ends = new Int32Array(parts.length)
  let at = 3
  parts.forEach((part, i) => {
    starts[i] = at
    ends[i] = at += part.length
    // Digits and quotes between the lines show when a parser reads beyond one.
    at += 2
  })
  const bytes = new Uint8Array(at + 3)
  parts.forEach((part, i) => {
    bytes.set(part, starts[i])
    bytes.set(i % 2 === 0 ? [0x31, 0x22] : [0x22, 0x20], ends[i])
  })
  return { bytes, starts, ends, count: parts.length }
}

/** One entry a line of the block: its row, or the reason why it is malformed. */
export function outcomes(parser: LineParser, batch: ParsedBatch): (Row | string)[] {
  const result: (Row | string)[] = []
  for (let row = 0; row < batch.length; row++) {
    const values = Object.entries(batch.columns).map(([name, column]) => [name, valueAt(column, row)])
    result[batch.rows === null ? row : batch.rows[row]] = Object.fromEntries(values)
  }
  for (let i = 0; i < batch.malformed.count; i++) {
    result[batch.malformed.rows[i]] = parser.reasons[batch.malformed.reasons[i]]
  }
  return result
}

export const parseLines = (parser: LineParser, lines: readonly (string | Uint8Array)[]): (Row | string)[] =>
  outcomes(parser, parser.parse(blockOf(lines)))

/** Splits and parses a stream that comes in these chunks. */
export function parseChunks(parser: LineParser, chunks: Iterable<Uint8Array>): (Row | string)[] {
  const splitter = new LineSplitter()
  const result: (Row | string)[] = []
  const take = (block: LineBlock) => {
    for (const outcome of outcomes(parser, parser.parse(block))) result.push(outcome)
  }
  for (const chunk of chunks) splitter.push(chunk, take)
  splitter.end(take)
  return result
}

/** Every column of the schema, with values. */
export const everything = (schema: readonly { readonly name: string }[]): Record<string, 'values'> =>
  Object.fromEntries(schema.map(({ name }) => [name, 'values'] as const))
