import { MillraceError } from '@millrace/errors'
import type { KafkaConnectionOptions } from '../network/connection-options.ts'
import { BEGIN_OFFSETS, TOPIC_IDS } from './kafka-offset.ts'

/** -1 means latest, -2 earliest, as in Spark. Every topic must exist, every partition of it be named, and no other. */
export type SpecificOffsets = { readonly [topic: string]: { readonly [partition: string]: number } }

export interface KafkaSourceOptions extends KafkaConnectionOptions {
  /** One topic or several. */
  readonly topic: string | readonly string[]
  /**
   * Where a new query starts; default `earliest` (Spark's streaming default is `latest`). Partitions that appear later are
   * read from their beginning.
   */
  readonly startingOffsets?: 'earliest' | 'latest' | SpecificOffsets
  /** Records a batch takes at most, over all partitions in proportion to their backlogs; default 2 000 000. */
  readonly maxOffsetsPerTrigger?: number
  /**
   * True (default): offsets that Kafka no longer holds, and a topic made again, end the query. False: the query goes on with
   * what there is, after one warning.
   */
  readonly failOnDataLoss?: boolean
  /** A consumer group to which finished offsets are committed, for lag monitors. Never read. */
  readonly groupId?: string
  /** Bytes asked for at once from one partition; default 4 MiB. Two such pieces per partition are held at a time. */
  readonly fetchBytes?: number
  /** Milliseconds to wait for a leader election before a call fails with MILLRACE_KAFKA_UNREACHABLE; default 20 000. */
  readonly patience?: number
  /** Told in one sentence about skipped offsets, a topic that is waited for or has appeared, and a consumer group that cannot be written. */
  readonly onWarning?: (message: string) => void
}

const TOPIC_NAME = /^[a-zA-Z0-9._-]{1,249}$/

/** The topics of the options, sorted, checked. */
export function topicsOf(options: KafkaSourceOptions): readonly string[] {
  const topics = [...new Set(typeof options.topic === 'string' ? [options.topic] : options.topic)].sort()
  if (topics.length === 0) throw new MillraceError('MILLRACE_USAGE', 'No Kafka topic is given.')
  for (const topic of topics) {
    if (!TOPIC_NAME.test(topic) || topic === TOPIC_IDS || topic === BEGIN_OFFSETS) {
      throw new MillraceError('MILLRACE_USAGE', `"${topic}" is not a Kafka topic that can be read.`)
    }
  }
  return topics
}

/** The default limit of a batch, checked. */
export function maxOffsetsOf({ maxOffsetsPerTrigger = 2_000_000 }: KafkaSourceOptions): number {
  if (Number.isSafeInteger(maxOffsetsPerTrigger) && maxOffsetsPerTrigger > 0) return maxOffsetsPerTrigger
  throw new MillraceError(
    'MILLRACE_USAGE',
    `maxOffsetsPerTrigger is ${maxOffsetsPerTrigger}: expected a whole number above 0.`,
  )
}
