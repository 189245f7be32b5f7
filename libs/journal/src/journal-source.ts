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
import {
  BEGIN_OFFSETS,
  beginOf,
  EMPTY_OFFSET,
  formatOffset,
  type JournalOffset,
  parseOffset,
  TOPIC_IDS,
} from './journal-offset.ts'
import { JournalReader, type TopicState } from './journal-reader.ts'
import { nextOffset } from './next-offset.ts'
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
  /**
   * True (default): lines that retention removed before they were read, and a topic that was deleted or made again, end the
   * query. False: it waits for a deleted topic and goes on with what there is, after one warning.
   */
  readonly failOnDataLoss?: boolean
  /** Name under which progress is recorded for retention; readers of the same topic need different ones: a query's
   * checkpoint is one. Default `analyzer`. */
  readonly reader?: string
  /** Told in one sentence about lines that are lost, and about a topic that is waited for or has appeared. */
  readonly onWarning?: (message: string) => void
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
  readonly #warned = new Set<string>()
  #waiting = false
  /** What `pin` saw; undefined when it was not called. */
  #pinned: TopicState | null | undefined

  constructor(options: JournalSourceOptions) {
    if (options.topic === TOPIC_IDS || options.topic === BEGIN_OFFSETS)
      throw new MillraceError('MILLRACE_USAGE', `A topic cannot be called ${options.topic}.`)
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
    if (!wait) await this.#reader.require()
    this.#notice(await this.#topic())
  }

  async initialOffset(): Promise<Offset> {
    const topic = await this.#topic()
    this.#notice(topic)
    const next = startingOffsets(this.#options.startingOffsets ?? 'earliest', this.#options.topic, topic)
    return this.#format(topic === null ? EMPTY_OFFSET : { topicId: topic.uuid, next, begins: new Map() })
  }

  async latestOffset(start: Offset, limit: ReadLimit): Promise<{ readonly end: Offset; readonly latest: Offset }> {
    const from = parseOffset(this.#options.topic, start)
    const topic = this.#pinned === undefined ? await this.#topic() : this.#pinned
    this.#checkTopic(from, topic)
    this.#notice(topic)
    if (topic === null) return { end: start, latest: start }
    const maxRows = limit === 'all' ? Number.POSITIVE_INFINITY : limit.maxRows
    const { end, latest } = nextOffset(from, topic, maxRows, (...lost) => this.#tolerateLoss(...lost))
    return end === from ? { end: start, latest: start } : { end: this.#format(end), latest: this.#format(latest) }
  }

  async pin(): Promise<void> {
    this.#pinned = await this.#topic()
  }

  async partitions(start: Offset, end: Offset): Promise<readonly InputPartition[]> {
    const { topic } = this.#options
    return splitRanges(topic, parseOffset(topic, start), parseOffset(topic, end))
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
    const start = parseOffset(this.#options.topic, from)
    const end = parseOffset(this.#options.topic, to)
    let rows = 0
    for (const [partition, next] of end.next) rows += Math.max(0, next - beginOf(start, end, partition))
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

  /** A deleted topic may come back: where losses are allowed it is waited for. */
  #checkTopic(from: JournalOffset, topic: TopicState | null): void {
    if (from.topicId === null || topic?.uuid === from.topicId) return
    const what = `The topic ${this.#options.topic} of the journal ${this.#options.path} was deleted`
    if (topic !== null) this.#lose(topic.uuid, `${what} and made again since the checkpoint was written`)
    else if (this.#options.failOnDataLoss ?? true) this.#lose('', `${what} since the checkpoint was written`)
  }

  #notice(topic: TopicState | null): void {
    if (this.#waiting === (topic === null)) return
    this.#waiting = topic === null
    const { path, topic: name, onWarning } = this.#options
    onWarning?.(
      this.#waiting
        ? `Waiting for the topic ${name}, which does not exist in the journal ${path}.`
        : `The topic ${name} has appeared in the journal ${path}.`,
    )
  }

  #tolerateLoss(partition: number, from: number, to: number): void {
    const { path, topic } = this.#options
    this.#lose(
      `${partition} ${from}`,
      `The journal ${path} no longer holds the offsets ${from} to ${to - 1} of ${topic}-${partition}, which the query still needs`,
    )
  }

  /** Throws, or warns once for a key. */
  #lose(key: string, what: string): void {
    if (this.#options.failOnDataLoss ?? true) throw new MillraceError('MILLRACE_JOURNAL_DATA_LOSS', `${what}.`)
    if (this.#warned.has(key)) return
    this.#warned.add(key)
    this.#options.onWarning?.(`${what}; going on with what there is.`)
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
