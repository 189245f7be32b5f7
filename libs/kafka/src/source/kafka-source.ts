import type { InputPartition, Json, ModuleRef, Offset, RawBlock, ReadLimit, Source } from '@millrace/engine'
import { siblingModule } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { Cluster } from '../network/cluster.ts'
import { boundOf, retry } from '../network/retry.ts'
import { fetchRange } from './fetch-range.ts'
import { commitGroupOffsets } from './group-offsets.ts'
import { isOtherTopic, type KafkaOffset, kafkaOffsetJson, offsetOf, parseKafkaOffset } from './kafka-offset.ts'
import type { KafkaRange } from './kafka-range.ts'
import { type KafkaSourceOptions, maxOffsetsOf, topicsOf } from './kafka-source-options.ts'
import { type MissingOffsets, nextOffset } from './next-offset.ts'
import { KAFKA_RECORD_SCHEMA } from './record-columns.ts'
import { startingOffset } from './starting-offset.ts'
import { type TopicSnapshot, takeSnapshot } from './topic-snapshot.ts'

/** Reads topics of a Kafka cluster, read committed. See `KafkaSourceOptions` for defaults and `Source` for the promises. */
export const kafkaSource = (options: KafkaSourceOptions): Source => new KafkaSource(options)

class KafkaSource implements Source {
  readonly description: string
  readonly schema = KAFKA_RECORD_SCHEMA
  readonly position = { source: 'topicPartition', position: 'offset' }
  readonly defaultLimit: ReadLimit
  readonly decoder: ModuleRef = {
    module: siblingModule(import.meta.url, 'record-decoder'),
    name: 'kafkaRecordDecoder',
    options: null,
  }
  readonly #options: KafkaSourceOptions
  readonly #topics: readonly string[]
  readonly #patience: number
  readonly #warned = new Set<string>()
  #cluster: Cluster
  #pinned: TopicSnapshot | null = null
  #snapshot: TopicSnapshot | null = null

  constructor(options: KafkaSourceOptions) {
    this.#options = options
    this.#topics = topicsOf(options)
    this.#patience = options.patience ?? 20_000
    this.#cluster = new Cluster(options)
    this.description = `KafkaV2[Subscribe[${this.#topics.join(', ')}]]`
    this.defaultLimit = { maxRows: maxOffsetsOf(options) }
  }

  async open({ wait }: { readonly wait: boolean }): Promise<void> {
    const topics = await this.#retry(() => this.#cluster.topics(this.#topics))
    const missing = this.#topics.filter(name => !topics.has(name))
    if (missing.length > 0 && !wait) {
      throw new MillraceError(
        'MILLRACE_KAFKA_TOPIC_MISSING',
        `The Kafka topic ${missing.join(', ')} does not exist at ${this.#cluster.description}.`,
      )
    }
  }

  async initialOffset(): Promise<Offset> {
    return kafkaOffsetJson(startingOffset(await this.#look(), this.#options.startingOffsets))
  }

  async latestOffset(start: Offset, limit: ReadLimit): Promise<{ readonly end: Offset; readonly latest: Offset }> {
    const from = parseKafkaOffset(start)
    const maxRows = limit === 'all' ? Number.POSITIVE_INFINITY : limit.maxRows
    const next = nextOffset(from, await this.#look(), maxRows, missing => this.#missing(missing))
    if (next.end === from) return { end: start, latest: start }
    return { end: kafkaOffsetJson(next.end), latest: kafkaOffsetJson(next.latest) }
  }

  async pin(): Promise<void> {
    this.#pinned = null
    this.#pinned = await this.#look()
  }

  async partitions(start: Offset, end: Offset): Promise<readonly InputPartition[]> {
    const from = parseKafkaOffset(start)
    const to = parseKafkaOffset(end)
    const partitions: InputPartition[] = []
    for (const [topic, ends] of to.offsets) {
      const topicId = to.topicIds.get(topic) ?? (await this.#currentId(topic))
      for (const [partition, until] of ends) {
        const begin = beginOf(from, to, topic, partition)
        if (until <= begin.offset) continue
        const { offset, fresh } = begin
        const range: KafkaRange = { topic, topicId, partition, start: offset, end: until, ...(fresh && { fresh }) }
        partitions.push({
          id: `${topic}-${partition}`,
          range: range as unknown as Json,
          rows: this.#rows(topic, partition, begin, until),
        })
      }
    }
    return partitions.sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  read(partition: InputPartition, signal: AbortSignal): AsyncIterable<RawBlock> {
    return fetchRange(this.#cluster, partition.range as unknown as KafkaRange, signal, {
      maxBytes: this.#options.fetchBytes ?? 4 << 20,
      patience: this.#patience,
      onMissing: missing => this.#missing(missing),
    })
  }

  async committed(end: Offset): Promise<void> {
    const { groupId, onWarning } = this.#options
    if (groupId === undefined) return
    const key = `group ${groupId}`
    try {
      await this.#retry(() => commitGroupOffsets(this.#cluster, groupId, parseKafkaOffset(end)))
      this.#warned.delete(key)
    } catch (error) {
      if (this.#warned.has(key)) return
      this.#warned.add(key)
      onWarning?.(`Offsets are not mirrored to the consumer group ${groupId}: ${(error as Error).message}`)
    }
  }

  distance(from: Offset, to: Offset): number {
    const a = parseKafkaOffset(from)
    const b = parseKafkaOffset(to)
    let rows = 0
    for (const [topic, ends] of b.offsets) {
      for (const [partition, until] of ends)
        rows += this.#rows(topic, partition, beginOf(a, b, topic, partition), until)
    }
    return rows
  }

  async close(): Promise<void> {
    await this.#cluster.close()
    this.#cluster = new Cluster(this.#options)
  }

  async #look(): Promise<TopicSnapshot> {
    if (this.#pinned !== null) return this.#pinned
    this.#snapshot = await this.#retry(() => takeSnapshot(this.#cluster, this.#topics))
    return this.#snapshot
  }

  #retry<T>(operation: () => Promise<T>): Promise<T> {
    return retry(boundOf(this.#patience), operation)
  }

  /** For offsets that Spark wrote, which name no topic ids. */
  async #currentId(topic: string): Promise<string> {
    const found = (await this.#retry(() => this.#cluster.topics([topic]))).get(topic)
    if (found !== undefined) return found.id
    throw new MillraceError('MILLRACE_KAFKA_TOPIC_MISSING', `The Kafka topic ${topic} does not exist any more.`)
  }

  #rows(topic: string, partition: number, begin: Begin, until: number): number {
    const earliest = begin.fresh ? (this.#snapshot?.earliest.get(topic)?.get(partition) ?? 0) : 0
    return Math.max(0, until - Math.max(begin.offset, earliest))
  }

  #missing({ topic, partition, from, available, recreated }: MissingOffsets): void {
    const lost = recreated
      ? `The Kafka topic ${topic} was deleted and made again: its id was ${recreated.before} and is ${recreated.after}`
      : `Kafka no longer holds the offsets of ${topic}-${partition} from ${from}: reading can go on at ${available}`
    if (this.#options.failOnDataLoss !== false) {
      const code = recreated ? 'MILLRACE_KAFKA_TOPIC_RECREATED' : 'MILLRACE_KAFKA_DATA_LOSS'
      throw new MillraceError(code, `${lost}; failOnDataLoss=false goes on without them.`)
    }
    const key = recreated ? `${topic} ${recreated.after}` : `${topic}-${partition} ${from}`
    if (this.#warned.has(key)) return
    this.#warned.add(key)
    this.#options.onWarning?.(`${lost}; going on without them.`)
  }
}

interface Begin {
  readonly offset: number
  /** Not known to the start of the range: begins with whatever the log holds. */
  readonly fresh: boolean
}

function beginOf(start: KafkaOffset, end: KafkaOffset, topic: string, partition: number): Begin {
  const known = isOtherTopic(start, end, topic) ? undefined : offsetOf(start, topic, partition)
  return known === undefined ? { offset: 0, fresh: true } : { offset: known, fresh: false }
}
