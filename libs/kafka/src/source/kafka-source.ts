import type { InputPartition, ModuleRef, Offset, RawBlock, ReadLimit, Source } from '@millrace/engine'
import { siblingModule } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { Cluster } from '../network/cluster.ts'
import { boundOf, retry } from '../network/retry.ts'
import { fetchRange } from './fetch-range.ts'
import { GroupOffsetMirror } from './group-offset-mirror.ts'
import { commitGroupOffsets } from './group-offsets.ts'
import { beginOf, kafkaOffsetJson, parseKafkaOffset } from './kafka-offset.ts'
import type { KafkaRange } from './kafka-range.ts'
import { type KafkaSourceOptions, maxOffsetsOf, topicsOf } from './kafka-source-options.ts'
import { type MissingOffsets, nextOffset } from './next-offset.ts'
import { KAFKA_RECORD_SCHEMA } from './record-columns.ts'
import { splitRanges } from './split-ranges.ts'
import { startingOffset } from './starting-offset.ts'
import { TopicPresence } from './topic-presence.ts'
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
  readonly #presence: TopicPresence
  readonly #mirror: GroupOffsetMirror | null
  #cluster: Cluster
  #pinned: TopicSnapshot | null = null

  constructor(options: KafkaSourceOptions) {
    this.#options = options
    this.#topics = topicsOf(options)
    this.#patience = options.patience ?? 20_000
    this.#cluster = new Cluster(options)
    const onWarning = (message: string): void => options.onWarning?.(message)
    this.#presence = new TopicPresence(this.#cluster.description, onWarning)
    const { groupId } = options
    this.#mirror =
      groupId === undefined
        ? null
        : new GroupOffsetMirror({
            groupId,
            patience: this.#patience,
            send: end => commitGroupOffsets(this.#cluster, groupId, end),
            onWarning,
          })
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
    this.#presence.notice(this.#topics, topics)
  }

  async initialOffset(): Promise<Offset> {
    return kafkaOffsetJson(startingOffset(this.#topics, await this.#look(), this.#options.startingOffsets))
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
    return splitRanges(parseKafkaOffset(start), parseKafkaOffset(end))
  }

  read(partition: InputPartition, signal: AbortSignal): AsyncIterable<RawBlock> {
    return fetchRange(this.#cluster, partition.range as KafkaRange, signal, {
      maxBytes: this.#options.fetchBytes ?? 4 << 20,
      patience: this.#patience,
      onMissing: missing => this.#missing(missing),
    })
  }

  /** Does not wait for the consumer group: an end that could not be sent is superseded by the next. */
  async committed(end: Offset): Promise<void> {
    this.#mirror?.offer(parseKafkaOffset(end))
  }

  distance(from: Offset, to: Offset): number {
    const a = parseKafkaOffset(from)
    const b = parseKafkaOffset(to)
    let rows = 0
    for (const [topic, ends] of b.offsets) {
      for (const [partition, until] of ends) rows += Math.max(0, until - beginOf(a, b, topic, partition))
    }
    return rows
  }

  async close(): Promise<void> {
    await this.#mirror?.close()
    await this.#cluster.close()
    this.#cluster = new Cluster(this.#options)
  }

  async #look(): Promise<TopicSnapshot> {
    if (this.#pinned !== null) return this.#pinned
    const snapshot = await this.#retry(() => takeSnapshot(this.#cluster, this.#topics))
    this.#presence.notice(this.#topics, snapshot.topics)
    return snapshot
  }

  #retry<T>(operation: () => Promise<T>): Promise<T> {
    return retry(boundOf(this.#patience), operation)
  }

  #missing({ topic, partition, from, available, recreated }: MissingOffsets): void {
    const lost = recreated
      ? `The Kafka topic ${topic} was deleted and made again: its id was ${recreated.before} and is ${recreated.after}`
      : `Kafka no longer holds the offsets of ${topic}-${partition} from ${from}: reading can go on at ${available}`
    if (this.#options.failOnDataLoss !== false) {
      const code = recreated ? 'MILLRACE_KAFKA_TOPIC_RECREATED' : 'MILLRACE_KAFKA_DATA_LOSS'
      throw new MillraceError(code, `${lost}; --no-fail-on-data-loss goes on with what is there.`)
    }
    const key = recreated ? `${topic} ${recreated.after}` : `${topic}-${partition} ${from}`
    if (this.#warned.has(key)) return
    this.#warned.add(key)
    this.#options.onWarning?.(`${lost}; going on without them.`)
  }
}
