import { MillraceError } from '@millrace/errors'
import type { KafkaConnectionOptions } from '../network/connection-options.ts'
import type { Compression } from '../record-batch/compression.ts'

export interface KafkaLineProducerOptions extends KafkaConnectionOptions {
  readonly topic: string
  /** Other topics that lines may name. Default: any. They are created as `topic` is, those of the option at once. */
  readonly topics?: readonly string[]
  /** Default `millrace-ingest-<topic>`. Of several producers with the same id the last one opened writes. */
  readonly transactionalId?: string
  /** The compacted topic of the source positions; default `<topic>.positions`. Created when it does not exist. */
  readonly positionsTopic?: string
  /** Whether a missing topic is created; default true. */
  readonly createTopic?: boolean
  /** Partitions of a topic created here; default 3. */
  readonly partitions?: number
  /** Replicas of a topic created here; default -1, the broker's own default. */
  readonly replication?: number
  /** Default zstd, level 1. */
  readonly compression?: Compression
  /** Milliseconds after which a commit gives up with MILLRACE_KAFKA_UNREACHABLE; default 120 000. */
  readonly deliveryTimeout?: number
  /**
   * Milliseconds after which the broker ends a transaction that its producer left open; default 60 000 above
   * `deliveryTimeout`, which it must exceed. The broker's `transaction.max.timeout.ms` (15 minutes) bounds it.
   */
  readonly transactionTimeout?: number
}

export interface ResolvedProducerOptions {
  readonly topic: string
  /** Null: any. */
  readonly topics: readonly string[] | null
  readonly transactionalId: string
  readonly positionsTopic: string
  readonly createTopic: boolean
  readonly partitions: number
  readonly replication: number
  readonly compression: Compression
  readonly deliveryTimeout: number
  readonly transactionTimeout: number
}

/** Kafka's rule. */
export const isTopicName = (name: string): boolean => /^[a-zA-Z0-9._-]{1,249}$/.test(name) && !/^\.{1,2}$/.test(name)

/** The options with their defaults, checked. */
export function resolveProducerOptions(options: KafkaLineProducerOptions): ResolvedProducerOptions {
  const { topic, deliveryTimeout = 120_000, partitions = 3, replication = -1 } = options
  const transactionTimeout = options.transactionTimeout ?? deliveryTimeout + 60_000
  const usage = (message: string): never => {
    throw new MillraceError('MILLRACE_USAGE', message)
  }
  const topics = options.topics === undefined ? null : [...new Set(options.topics)].filter(name => name !== topic)
  for (const name of [topic, ...(topics ?? [])])
    if (!isTopicName(name)) usage(`"${name}" is not a valid name of a Kafka topic.`)
  if (!Number.isInteger(partitions) || partitions < 1) usage(`partitions is ${partitions}: expected 1 or more.`)
  if (!Number.isInteger(replication) || replication < -1 || replication === 0) {
    usage(`replication is ${replication}: expected 1 or more, or -1 for the broker's default.`)
  }
  if (!(deliveryTimeout > 0 && transactionTimeout > deliveryTimeout)) {
    usage(`transactionTimeout (${transactionTimeout} ms) must be above deliveryTimeout (${deliveryTimeout} ms).`)
  }
  return {
    topic,
    topics,
    transactionalId: options.transactionalId ?? `millrace-ingest-${topic}`,
    positionsTopic: options.positionsTopic ?? `${topic}.positions`,
    createTopic: options.createTopic ?? true,
    partitions,
    replication,
    compression: options.compression ?? { codec: 'zstd', level: 1 },
    deliveryTimeout,
    transactionTimeout,
  }
}
