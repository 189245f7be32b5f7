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

export interface MemoryStreamOptions {
  /** Partitions over which the added batches are dealt out, so that as many tasks run beside each other. Default 1. */
  readonly partitions?: number
}

export function memoryStream<const S extends Schema>(
  name: string,
  schema: S,
  { partitions = 1 }: MemoryStreamOptions = {},
): MemoryStream<S> {
  const added: { readonly rows: number; readonly bytes: Uint8Array }[] = []
  let pinned: number | undefined
  const position = (offset: Offset): number => offset as number
  return {
    structured: true,
    description: `MemoryStream[${name}]`,
    schema,
    position: { source: '', position: '' },
    decoder: { module: siblingModule(import.meta.url, 'memory-stream'), name: 'memoryStreamDecoder', options: null },
    defaultLimit: 'all',
    add: batch => void added.push({ rows: batch.length, bytes: toIpc({ ...batch, schema }) }),
    async open() {},
    initialOffset: async () => 0,
    async latestOffset(start: Offset, limit: ReadLimit) {
      const latest = pinned ?? added.length
      const end = limit === 'all' ? latest : Math.min(latest, position(start) + limit.maxRows)
      return { end, latest }
    },
    async pin() {
      pinned = added.length
    },
    async partitions(start: Offset, end: Offset): Promise<InputPartition[]> {
      return Array.from({ length: partitions }, (_, p): InputPartition => {
        const steps = Array.from({ length: position(end) - position(start) }, (_, i) => position(start) + i)
        const own = steps.filter(step => step % partitions === p && added[step].rows > 0)
        const rows = own.reduce((sum, step) => sum + added[step].rows, 0)
        return { id: `${name}-${p}`, range: own, rows }
      }).filter(({ rows }) => rows > 0)
    },
    async *read({ range }: InputPartition): AsyncGenerator<RawBlock> {
      for (const step of range as number[]) yield { bytes: Uint8Array.from(added[step].bytes), meta: null }
    },
    async committed() {},
    distance: (from, to) => position(to) - position(from),
    async close() {},
  }
}
