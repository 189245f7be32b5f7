import type { ColumnBatch, Field, Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { RecordBlock, RecordDecoderFactory } from '../connector/source.ts'
import type { StaticTable } from '../connector/static-table.ts'
import { concatBatches } from '../operators/concat-batches.ts'
import { loadExport } from '../runtime/worker/load-module.ts'

export interface ReadTableOptions {
  /** The columns that are wanted; default all. */
  readonly columns?: readonly string[]
  readonly signal?: AbortSignal
}

/** The rows of a table, decoded in this thread, batch by batch. MILLRACE_ANALYSIS for a column that it does not have. */
export async function* tableBatches(table: StaticTable, options: ReadTableOptions = {}): AsyncGenerator<ColumnBatch> {
  const { signal = new AbortController().signal } = options
  const schema = wantedFields(table, options.columns)
  const factory = await loadExport<RecordDecoderFactory>(table.decoder)
  const names = schema.map(field => field.name)
  const decoder = factory(table.decoder.options, { id: '0', range: null, rows: 0 }, names)
  const waiting: ColumnBatch[] = []
  const take = ({ count, columns }: RecordBlock): void => {
    waiting.push({ schema, length: count, columns: names.map(name => columns[name]) })
  }
  for await (const block of table.blocks(signal)) {
    signal.throwIfAborted()
    decoder.decode(block, take)
    yield* waiting.splice(0)
  }
  decoder.end?.(take)
  yield* waiting
}

/** All rows of a table as one batch. */
export async function loadTable(table: StaticTable, options: ReadTableOptions = {}): Promise<ColumnBatch> {
  const batches: ColumnBatch[] = []
  for await (const batch of tableBatches(table, options)) batches.push(batch)
  return concatBatches(wantedFields(table, options.columns), batches)
}

function wantedFields({ schema, description }: StaticTable, columns: readonly string[] | undefined): Schema {
  if (columns === undefined) return schema
  return columns.map((name): Field => {
    const field = schema.find(f => f.name === name)
    if (field === undefined)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `${description} has no column ${name}: it has ${schema.map(f => f.name).join(', ')}.`,
      )
    return field
  })
}
