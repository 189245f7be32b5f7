import type { Schema } from '@millrace/columns'
import { siblingModule } from '../connector/module-ref.ts'
import type { InputPartition, Offset, RawBlock, ReadLimit, Source } from '../connector/source.ts'

const SCHEMA = [
  { name: 'topicPartition', type: 'string', nullable: false },
  { name: 'offset', type: 'int64', nullable: false },
] as const satisfies Schema

type Positions = Readonly<Record<string, number>>
type Range = { readonly from: number; readonly to: number }

/** Lines of a block. Small, so that a task has several. */
const BLOCK_LINES = 5

/** A topic in memory: partitions of lines that only grow. */
export class MemoryTopic {
  readonly name: string
  readonly partitions: string[][]

  constructor(name: string, partitions: readonly (readonly string[])[]) {
    this.name = name
    this.partitions = partitions.map(lines => [...lines])
  }

  append(partition: number, ...lines: string[]): void {
    this.partitions[partition].push(...lines)
  }

  ends(): Record<string, number> {
    return Object.fromEntries(this.partitions.map((lines, i) => [i, lines.length]))
  }
}

/** A source over a topic in memory, with Spark's Kafka offsets: `{"topic":{"0":23}}`. */
export class MemorySource implements Source {
  readonly schema = SCHEMA
  readonly position = { source: 'topicPartition', position: 'offset' }
  readonly decoder = { module: siblingModule(import.meta.url, 'memory-decoder'), name: 'memoryDecoder', options: null }
  readonly defaultLimit: ReadLimit = 'all'
  readonly description: string
  readonly #topic: MemoryTopic
  #pinned: Positions | undefined
  #open = false

  constructor(topic: MemoryTopic) {
    this.#topic = topic
    this.description = `MemorySource[${topic.name}]`
  }

  get isOpen(): boolean {
    return this.#open
  }

  async open(): Promise<void> {
    this.#open = true
  }

  async initialOffset(): Promise<Offset> {
    return this.#offset(Object.fromEntries(this.#topic.partitions.map((_, i) => [i, 0])))
  }

  async latestOffset(start: Offset, limit: ReadLimit): Promise<{ end: Offset; latest: Offset }> {
    const latest = this.#pinned ?? this.#topic.ends()
    const from = this.#positions(start)
    let left = limit === 'all' ? Number.POSITIVE_INFINITY : limit.maxRows
    const end: Record<string, number> = {}
    for (const [partition, last] of Object.entries(latest)) {
      const taken = Math.min(left, last - from[partition])
      end[partition] = from[partition] + taken
      left -= taken
    }
    return { end: this.#offset(end), latest: this.#offset(latest) }
  }

  async pin(): Promise<void> {
    this.#pinned = this.#topic.ends()
  }

  async partitions(start: Offset, end: Offset): Promise<InputPartition[]> {
    const from = this.#positions(start)
    return Object.entries(this.#positions(end))
      .map(([p, to]) => ({ id: `${this.#topic.name}-${p}`, range: { from: from[p], to }, rows: to - from[p] }))
      .filter(partition => partition.rows > 0)
  }

  async *read(partition: InputPartition, signal: AbortSignal): AsyncGenerator<RawBlock> {
    const { from, to } = partition.range as Range
    const lines = this.#topic.partitions[Number(partition.id.slice(this.#topic.name.length + 1))]
    for (let offset = from; offset < to; offset += BLOCK_LINES) {
      signal.throwIfAborted()
      const text = lines.slice(offset, Math.min(offset + BLOCK_LINES, to)).join('\n')
      yield { bytes: Uint8Array.from(Buffer.from(text)), meta: { offset } }
    }
  }

  async committed(): Promise<void> {}

  distance(from: Offset, to: Offset): number {
    const before = this.#positions(from)
    return Object.entries(this.#positions(to)).reduce((sum, [p, end]) => sum + end - before[p], 0)
  }

  async close(): Promise<void> {
    this.#open = false
  }

  #positions(offset: Offset): Positions {
    return (offset as Record<string, Positions>)[this.#topic.name]
  }

  #offset(positions: Positions): Offset {
    return { [this.#topic.name]: positions }
  }
}
