import type { ColumnBatch } from '@millrace/columns'
import type { ColumnNeed, LineParser } from '@millrace/log-parser'
import type { BatchSource } from '../connector/batch-source.ts'
import type { RecordBlock, RecordDecoderFactory } from '../connector/source.ts'
import { parsedBatch } from '../operators/block-batches.ts'
import type { Batches } from '../operators/relational/execute.ts'
import type { ParserSpec } from '../plan/logical-plan.ts'
import { loadExport } from '../runtime/worker/load-module.ts'
import type { SqlTable } from './memory-table.ts'

/** The lines of a bounded source that a parser understands, as a table of the parser's columns. Malformed lines are left out. */
export function logTable(source: BatchSource, parser: ParserSpec): SqlTable {
  return { schema: parser.schema, read: columns => parsedRows(source, parser, columns) }
}

async function* parsedRows(source: BatchSource, spec: ParserSpec, wanted: readonly string[]): Batches {
  const schema = spec.schema.filter(f => wanted.includes(f.name))
  const needs = Object.fromEntries(schema.map(f => [f.name, 'values' as ColumnNeed]))
  const createParser = await loadExport<(options: object) => LineParser>(spec.parser)
  const createDecoder = await loadExport<RecordDecoderFactory>(source.decoder)
  const parser = createParser({ format: spec.format, needs })
  const decoder = createDecoder(source.decoder.options, { id: '0', range: null, rows: 0 }, [])
  const waiting: ColumnBatch[] = []
  const parse = (records: RecordBlock): void => {
    const parsed = parser.parse(records)
    if (parsed.length > 0) waiting.push(parsedBatch(schema, parsed, records))
  }
  for await (const block of source.blocks(new AbortController().signal)) {
    decoder.decode(block, parse)
    yield* waiting.splice(0)
  }
  decoder.end?.(parse)
  yield* waiting
}
