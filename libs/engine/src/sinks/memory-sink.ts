import type { ColumnBatch } from '@millrace/columns'
import type { CompleteSink, SinkResult } from '../connector/sink.ts'

/** Keeps the newest result in memory, for an HTTP API or a test. */
export interface MemorySink extends CompleteSink {
  /** The newest result and its batch; undefined before the first. */
  readonly current: { readonly batchId: number; readonly rows: ColumnBatch } | undefined
}

export function memorySink(name: string): MemorySink {
  let current: MemorySink['current']
  return {
    mode: 'complete',
    description: `MemorySink[${name}]`,
    get current() {
      return current
    },
    async open() {},
    async replace(batchId, rows): Promise<SinkResult> {
      current = { batchId, rows }
      return { rows: rows.length }
    },
    async close() {},
  }
}
