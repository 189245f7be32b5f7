import { type ColumnBatch, fromIpc, type Schema, toIpc } from '@millrace/columns'
import { siblingModule } from '../connector/module-ref.ts'
import type { InputPartition, Offset, RawBlock, ReadLimit, RecordDecoderFactory, Source } from '../connector/source.ts'

/**
 * A stream that a program fills itself, for tests and examples. Spark's MemoryStream: every batch that was added is one step of
 * the offset, and with `maxOffsetsPerTrigger: 1` a micro-batch takes one of them. Nothing of it outlives the process.
 */
export interface MemoryStream<S extends Schema = Schema> extends Source {
  readonly structured: true
  readonly schema: S
  /** Adds rows: the columns of `schema`. */
  add(batch: ColumnBatch): void
}

/** Decodes the blocks of a MemoryStream. */
export const memoryStreamDecoder: RecordDecoderFactory = (_options, _partition, columns) => ({
  decode({ bytes }, emit) {
    const { schema, length, columns: all } = fromIpc(bytes)
    const wanted = columns.map(name => [name, all[schema.findIndex(f => f.name === name)]])
    const none = new Int32Array(0)
    emit({ bytes, starts: none, ends: none, count: length, columns: Object.fromEntries(wanted) })
  },
})

export function memoryStream<const S extends Schema>(name: string, schema: S): MemoryStream<S> {
  const batches: ColumnBatch[] = []
  let pinned: number | undefined
  const position = (offset: Offset): number => offset as number
  return {
    structured: true,
    description: `MemoryStream[${name}]`,
    schema,
    position: { source: '', position: '' },
    decoder: { module: siblingModule(import.meta.url, 'memory-stream'), name: 'memoryStreamDecoder', options: null },
    defaultLimit: 'all',
    add: batch => void batches.push({ ...batch, schema }),
    async open() {},
    initialOffset: async () => 0,
    async latestOffset(start: Offset, limit: ReadLimit) {
      const latest = pinned ?? batches.length
      const end = limit === 'all' ? latest : Math.min(latest, position(start) + limit.maxRows)
      return { end, latest }
    },
    async pin() {
      pinned = batches.length
    },
    async partitions(start: Offset, end: Offset): Promise<InputPartition[]> {
      const range = { from: position(start), to: position(end) }
      const rows = batches.slice(range.from, range.to).reduce((sum, batch) => sum + batch.length, 0)
      return rows === 0 ? [] : [{ id: `${name}-0`, range, rows }]
    },
    async *read({ range }: InputPartition): AsyncGenerator<RawBlock> {
      const { from, to } = range as { from: number; to: number }
      for (const batch of batches.slice(from, to))
        if (batch.length > 0) yield { bytes: Uint8Array.from(toIpc(batch)), meta: null }
    },
    async committed() {},
    distance: (from, to) => position(to) - position(from),
    async close() {},
  }
}
