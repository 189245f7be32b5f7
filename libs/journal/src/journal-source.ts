import {
  type InputPartition,
  type ModuleRef,
  type Offset,
  type RawBlock,
  type ReadLimit,
  type Source,
  siblingModule,
} from '@millrace/engine'
import { isRetryable, MillraceError } from '@millrace/errors'
import { formatOffset, type JournalOffset, limitedEnd, parseOffset } from './journal-offset.ts'
import { JournalReader, type TopicState } from './journal-reader.ts'
import { type BatchMeta, RECORD_SCHEMA } from './record-decoder.ts'
import { type BatchRange, splitRanges } from './split-ranges.ts'
import { checkStartingOffsets, type StartingOffsets, startingOffsets } from './starting-offsets.ts'

export interface JournalSourceOptions {
  readonly path: string
  readonly topic: string
  /** Default earliest (Spark's is latest). */
  readonly startingOffsets?: StartingOffsets
  /** Rows of a batch when the query sets no limit. Default 2,000,000. */
  readonly maxOffsetsPerTrigger?: number
  /** Default true: lines that retention removed before they were read are an error. */
  readonly failOnDataLoss?: boolean
  /** Name under which progress is recorded for retention; readers of the same topic need different ones. Default `analyzer`. */
  readonly reader?: string
}

/**
 * Reads a topic of a journal. Offsets are JSON like Kafka's in Spark, with the topic's id beside them, so that a topic made
 * again is noticed (MILLRACE_JOURNAL_DATA_LOSS). Other errors: MILLRACE_INPUT_MISSING, MILLRACE_JOURNAL_DAMAGED.
 */
export function journalSource(options: JournalSourceOptions): Source {
  return new JournalSource(options)
}

class JournalSource implements Source {
  readonly description: string
  readonly schema = RECORD_SCHEMA
  readonly position = { source: 'topicPartition', position: 'offset' }
  readonly defaultLimit: ReadLimit
  readonly decoder: ModuleRef
  readonly #options: JournalSourceOptions
  readonly #reader: JournalReader
  readonly #readerName: string
  #registered: string | null = null
  #pinned: ReadonlyMap<number, number> | null = null

  constructor(options: JournalSourceOptions) {
    if (options.topic === 'topicIds') throw new MillraceError('MILLRACE_USAGE', 'A topic cannot be called topicIds.')
    checkStartingOffsets(options.startingOffsets ?? 'earliest', options.topic)
    this.#options = options
    this.#reader = new JournalReader(options.path, options.topic)
    this.#readerName = options.reader ?? 'analyzer'
    this.description = `Journal[${options.topic}]`
    this.defaultLimit = { maxRows: options.maxOffsetsPerTrigger ?? 2_000_000 }
    this.decoder = {
      module: siblingModule(import.meta.url, 'record-decoder'),
      name: 'journalDecoder',
      options: { path: options.path, topic: options.topic },
    }
  }

  async open({ wait }: { readonly wait: boolean }): Promise<void> {
    if (wait) await this.#topic()
    else {
      await this.#reader.require()
      await this.#topic()
    }
  }

  async initialOffset(): Promise<Offset> {
    const topic = await this.#topic()
    if (topic === null) return this.#format({ topicId: null, next: new Map() })
    const next = startingOffsets(this.#options.startingOffsets ?? 'earliest', this.#options.topic, topic)
    return this.#format({ topicId: topic.uuid, next })
  }

  async latestOffset(start: Offset, limit: ReadLimit): Promise<{ readonly end: Offset; readonly latest: Offset }> {
    const from = parseOffset(this.#options.topic, start)
    const topic = await this.#topic()
    this.#check(from, topic)
    if (topic === null) return { end: start, latest: start }
    const ranges = this.#pinned === null ? topic.partitions : pinnedTo(topic.partitions, this.#pinned)
    const latest = limitedEnd(from.next, ranges, Number.POSITIVE_INFINITY)
    const end = limitedEnd(from.next, ranges, limit === 'all' ? Number.POSITIVE_INFINITY : limit.maxRows)
    const format = (next: ReadonlyMap<number, number>): Offset =>
      sameOffsets(next, from.next) ? start : this.#format({ topicId: topic.uuid, next })
    return { end: format(end), latest: format(latest) }
  }

  async pin(): Promise<void> {
    const topic = await this.#topic()
    this.#pinned = new Map(topic?.partitions.map(({ partition, end }) => [partition, end]))
  }

  async partitions(start: Offset, end: Offset): Promise<readonly InputPartition[]> {
    const from = parseOffset(this.#options.topic, start)
    const to = parseOffset(this.#options.topic, end)
    return splitRanges(this.#options.topic, from.next, to)
  }

  async *read(partition: InputPartition, signal: AbortSignal): AsyncGenerator<RawBlock> {
    const range = partition.range as BatchRange
    let offset = range.from
    while (offset < range.to) {
      signal.throwIfAborted()
      const stored = await this.#reader.batches(range.topicId, range.partition, offset, range.to)
      const batches: BatchMeta[] = []
      for (const { meta } of stored) {
        const from = Math.max(offset, meta.base)
        if (from > offset) this.#tolerateLoss(range.partition, offset, from)
        offset = Math.min(range.to, meta.base + meta.count)
        batches.push({ ...meta, from, to: offset })
      }
      if (stored.length === 0) return this.#tolerateLoss(range.partition, offset, range.to)
      yield { bytes: joined(stored.map(({ data }) => data)), meta: { batches } }
    }
  }

  async committed(end: Offset): Promise<void> {
    const { topicId, next } = parseOffset(this.#options.topic, end)
    if (topicId === null) return
    try {
      await this.#reader.record(topicId, this.#readerName, next)
    } catch (error) {
      // The next batch records it again; until then retention keeps a little more.
      if (!isRetryable(error)) throw error
    }
  }

  distance(from: Offset, to: Offset): number {
    const start = parseOffset(this.#options.topic, from).next
    let rows = 0
    for (const [partition, end] of parseOffset(this.#options.topic, to).next) rows += end - (start.get(partition) ?? 0)
    return rows
  }

  async close(): Promise<void> {
    this.#reader.close()
  }

  async #topic(): Promise<TopicState | null> {
    const topic = await this.#reader.topic()
    if (topic !== null && this.#registered !== topic.uuid) {
      await this.#reader.register(topic, this.#readerName)
      this.#registered = topic.uuid
    }
    return topic
  }

  #check(from: JournalOffset, topic: TopicState | null): void {
    if (from.topicId === null) return
    const { path, topic: name, failOnDataLoss = true } = this.#options
    if (topic?.uuid !== from.topicId) {
      const what = topic === null ? 'was deleted' : 'was deleted and made again'
      throw new MillraceError(
        'MILLRACE_JOURNAL_DATA_LOSS',
        `The topic ${name} of the journal ${path} ${what} since the checkpoint was written.`,
      )
    }
    if (!failOnDataLoss) return
    for (const { partition, start, end } of topic.partitions) {
      const next = from.next.get(partition) ?? start
      if (next < start) throw this.#lost(partition, next, start)
      if (next > end) throw this.#lost(partition, end, next)
    }
  }

  #tolerateLoss(partition: number, from: number, to: number): void {
    if (this.#options.failOnDataLoss ?? true) throw this.#lost(partition, from, to)
  }

  #lost(partition: number, from: number, to: number): MillraceError {
    const { path, topic } = this.#options
    return new MillraceError(
      'MILLRACE_JOURNAL_DATA_LOSS',
      `The journal ${path} no longer holds the offsets ${from} to ${to - 1} of ${topic}-${partition}, which the query still needs.`,
    )
  }

  #format(offset: JournalOffset): Offset {
    return formatOffset(this.#options.topic, offset)
  }
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  if (parts.length === 1) return parts[0]
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const pinnedTo = (partitions: TopicState['partitions'], pinned: ReadonlyMap<number, number>) =>
  partitions.map(range => ({ ...range, end: Math.min(range.end, pinned.get(range.partition) ?? range.start) }))

const sameOffsets = (a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean =>
  a.size === b.size && [...a].every(([partition, offset]) => b.get(partition) === offset)
