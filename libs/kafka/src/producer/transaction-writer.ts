import type { LineTransaction } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { Cluster, TopicMetadata } from '../network/cluster.ts'
import { type Bound, retry } from '../network/retry.ts'
import { RECORD_OVERHEAD, RecordBatchBuilder } from '../record-batch/record-batch-builder.ts'
import { encodeHeaders } from '../record-batch/record-headers.ts'
import { BatchSender } from './batch-sender.ts'
import type { ResolvedProducerOptions } from './kafka-line-producer-options.ts'
import { LineBatcher, maxRecordBytes } from './line-batcher.ts'
import { linesByTopic } from './lines-of-topic.ts'
import { storedPositionJson, topicRecreated } from './stored-position.ts'
import type { TransactionCoordinator } from './transaction-coordinator.ts'
import type { Members } from './transaction-markers.ts'

/** Uncompressed bytes that a batch is filled to, below what a broker takes by default. */
const BATCH_BYTES = 950_000
const SEQUENCES = 2 ** 31
/** Milliseconds for answers that are still on their way when a transaction is given up. */
const SETTLE = 5000

/** What is known of the topic that lines go to. */
interface WriteTo {
  /** Another id means that it was deleted and made again. */
  readonly topicId: string
  readonly maxMessageBytes: number
}

/** The lines of a transaction that go to one topic. */
interface TopicLines {
  readonly topic: string
  readonly metadata: TopicMetadata
  readonly lines: LineTransaction
  readonly capacity: number
  readonly first: Members
}

/** Sends the records of transactions: keeps the sequences of one producer epoch and the turn of the partitions. */
export class TransactionWriter {
  readonly #cluster: Cluster
  readonly #coordinator: TransactionCoordinator
  readonly #options: ResolvedProducerOptions
  readonly #sequences = new Map<string, number>()
  #turn = Math.floor(Math.random() * 1024)

  constructor(cluster: Cluster, coordinator: TransactionCoordinator, options: ResolvedProducerOptions) {
    this.#cluster = cluster
    this.#coordinator = coordinator
    this.#options = options
  }

  /** A new epoch counts from 0 again. */
  reset(): void {
    this.#sequences.clear()
  }

  /** Everything of the transaction but its end; resolves when all in-sync replicas have it. */
  async write(transaction: LineTransaction, { topicId, maxMessageBytes }: WriteTo, bound: Bound): Promise<void> {
    const { topic, positionsTopic, transactionalId } = this.#options
    const byTopic = linesByTopic(transaction, topic)
    for (const [name, own] of byTopic) checkLines(own, maxRecordBytes(maxMessageBytes), name)
    const look = () => this.#cluster.topics([...new Set([topic, ...byTopic.keys(), positionsTopic])])
    const topics = await retry(bound, look, { whileUnreachable: true })
    if (existing(topics, topic).id !== topicId) throw topicRecreated(topic, 'while lines were sent to it')
    existing(topics, positionsTopic)
    let first: Members = new Map([[positionsTopic, [0]]])
    const sender = new BatchSender(this.#cluster, transactionalId, topics)
    try {
      for (const [name, own] of byTopic) {
        const capacity = Math.min(BATCH_BYTES, maxMessageBytes)
        await this.#sendLines(
          { topic: name, metadata: existing(topics, name), lines: own, capacity, first },
          sender,
          bound,
        )
        first = new Map()
      }
      await this.#sendPositions(transaction, topicId, sender, bound)
      await sender.flush(bound)
    } catch (error) {
      await sender.stop(SETTLE)
      throw error
    }
  }

  /** The lines of one topic; partitions that the transaction has to know `first` are made known with the topic's. */
  async #sendLines({ topic, metadata, lines: own, capacity, first }: TopicLines, sender: BatchSender, bound: Bound) {
    const { partitions } = metadata
    const led = partitions.filter(p => p.leader >= 0).map(p => p.partition)
    const lines = new LineBatcher(own, {
      partitionCount: partitions.length,
      rotation: led.length > 0 ? led : partitions.map(p => p.partition),
      turn: this.#turn,
      capacity,
    })
    const added = new Set(lines.expectedPartitions())
    const members = new Map([...first, ...(added.size > 0 ? [[topic, [...added]] as const] : [])])
    if (members.size > 0) await this.#coordinator.addPartitions(bound, members)
    for (let full = lines.next(); full !== null; full = lines.next()) {
      const { partition, builder } = full
      if (!added.has(partition)) {
        added.add(partition)
        await this.#coordinator.addPartitions(bound, new Map([[topic, [partition]]]))
      }
      await sender.send(topic, partition, this.#build(builder, topic, partition), bound)
    }
    this.#turn = lines.turn
  }

  async #sendPositions(
    { positions }: LineTransaction,
    topicId: string,
    sender: BatchSender,
    bound: Bound,
  ): Promise<void> {
    const { positionsTopic } = this.#options
    const builder = new RecordBatchBuilder(4096)
    const flush = () => sender.send(positionsTopic, 0, this.#build(builder, positionsTopic, 0), bound)
    for (const [id, position] of positions) {
      const key = Buffer.from(id)
      const value = Buffer.from(storedPositionJson(position, topicId))
      if (builder.count > 0 && builder.sizeWith(key.length, value.length) > BATCH_BYTES) await flush()
      builder.append(value, 0, value.length, key)
    }
    if (builder.count > 0) await flush()
  }

  #build(builder: RecordBatchBuilder, topic: string, partition: number): Buffer {
    const name = `${topic}-${partition}`
    const baseSequence = this.#sequences.get(name) ?? 0
    this.#sequences.set(name, (baseSequence + builder.count) % SEQUENCES)
    const { producerId, epoch } = this.#coordinator
    const identity = { producerId, producerEpoch: epoch, baseSequence, transactional: true }
    return builder.build(this.#options.compression, identity, Date.now())
  }
}

function existing(topics: ReadonlyMap<string, TopicMetadata>, name: string): TopicMetadata {
  const topic = topics.get(name)
  if (topic !== undefined) return topic
  throw new MillraceError('MILLRACE_KAFKA_TOPIC_MISSING', `The Kafka topic ${name} does not exist any more.`)
}

/** One line too many bytes would be refused after others were sent: looked for before anything is. */
function checkLines({ blocks, keys, headers }: LineTransaction, longest: number, topic: string): void {
  let index = 0
  for (const { starts, ends, count } of blocks) {
    for (let i = 0; i < count; i++, index++) {
      const length = ends[i] - starts[i]
      if (length + RECORD_OVERHEAD < longest && keys === undefined && headers === undefined) continue
      const bytes = length + (keys?.[index]?.length ?? 0) + (headers ? encodeHeaders(headers[index]).length : 0)
      if (bytes > longest) {
        throw new MillraceError(
          'MILLRACE_KAFKA_RECORD_TOO_LARGE',
          `A line of ${bytes} bytes is above what the Kafka topic ${topic} takes: at most ${longest} (max.message.bytes).`,
        )
      }
    }
  }
}
