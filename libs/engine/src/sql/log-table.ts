import type { ColumnBatch } from '@millrace/columns'
import type { ColumnNeed, LineParser } from '@millrace/log-parser'
import type { BatchSource } from '../connector/batch-source.ts'
import type { RecordBlock, RecordDecoderFactory } from '../connector/source.ts'
import { parsedBatch } from '../operators/block-batches.ts'
import type { Batches } from '../operators/relational/execute.ts'
import type { ParserSpec } from '../plan/logical-plan.ts'
import { loadExport } from '../runtime/worker/load-module.ts'
import type { SqlTable } from './memory-table.ts'

/** The lines of one read of a log. */
export interface LogLines {
  /** All that were read; a query that has enough rows reads no further. */
  readonly lines: number
  /** Those that are in no row, by reason; reasons without a line are left out. */
  readonly malformed: Readonly<Record<string, number>>
}

/**
 * The lines of a bounded source that a parser understands, as a table of the parser's columns. Malformed lines are left out;
 * `onRead` is told of them when a read ends.
 */
export function logTable(source: BatchSource, parser: ParserSpec, onRead?: (lines: LogLines) => void): SqlTable {
  return { schema: parser.schema, read: columns => parsedRows(source, parser, columns, onRead) }
}

async function* parsedRows(
  source: BatchSource,
  spec: ParserSpec,
  wanted: readonly string[],
  onRead?: (lines: LogLines) => void,
): Batches {
  const schema = spec.schema.filter(f => wanted.includes(f.name))
  const needs = Object.fromEntries(schema.map(f => [f.name, 'values' as ColumnNeed]))
  const createParser = await loadExport<(options: object) => LineParser>(spec.parser)
  const createDecoder = await loadExport<RecordDecoderFactory>(source.decoder)
  const parser = createParser({ format: spec.format, needs })
  const decoder = createDecoder(source.decoder.options, { id: '0', range: null, rows: 0 }, [])
  const waiting: ColumnBatch[] = []
  const malformed = new Array<number>(parser.reasons.length).fill(0)
  let lines = 0
  const parse = (records: RecordBlock): void => {
    const parsed = parser.parse(records)
    const { count, reasons } = parsed.malformed
    lines += parsed.length + count
    for (let i = 0; i < count; i++) malformed[reasons[i]]++
    if (parsed.length > 0) waiting.push(parsedBatch(schema, parsed, records))
  }
  try {
    for await (const block of source.blocks(new AbortController().signal)) {
      decoder.decode(block, parse)
      yield* waiting.splice(0)
    }
    decoder.end?.(parse)
    yield* waiting
  } finally {
    const counts = parser.reasons.map((reason, i) => [reason, malformed[i]] as const).filter(([, n]) => n > 0)
    onRead?.({ lines, malformed: Object.fromEntries(counts) })
  }
}
