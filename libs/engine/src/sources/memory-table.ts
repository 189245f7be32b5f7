import { type ColumnBatch, type Schema, toIpc } from '@millrace/columns'
import { siblingModule } from '../connector/module-ref.ts'
import type { RawBlock } from '../connector/source.ts'
import type { StaticTable } from '../connector/static-table.ts'

/** A table of rows that are in memory. */
export function tableOf<const S extends Schema>(
  name: string,
  schema: S,
  batch: ColumnBatch,
): StaticTable & { readonly schema: S } {
  return {
    structured: true,
    description: name,
    schema,
    position: { source: '', position: '' },
    decoder: { module: siblingModule(import.meta.url, 'memory-stream'), name: 'memoryStreamDecoder', options: null },
    async *blocks(): AsyncGenerator<RawBlock> {
      if (batch.length > 0) yield { bytes: Uint8Array.from(toIpc({ ...batch, schema })), meta: null }
    },
  }
}
