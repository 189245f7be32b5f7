import type { InputPartition, Json } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { Cluster } from '../network/cluster.ts'
import { TransientBrokerError } from '../network/error-codes.ts'
import { listOffsets } from '../network/list-offsets.ts'
import { type Bound, retry } from '../network/retry.ts'
import { fetchRange } from '../source/fetch-range.ts'
import type { KafkaRange } from '../source/kafka-range.ts'
import { kafkaRecordDecoder } from '../source/record-decoder.ts'
import type { TopicSpec } from './ensure-topic.ts'
import { parseStoredPosition, type StoredPosition } from './stored-position.ts'

const FETCH_BYTES = 4 << 20

/** One compacted partition: key = source id, value = its position as JSON (see StoredPosition). Small segments, so that compaction gets at them. */
export const positionsTopicSpec = (name: string, replication: number): TopicSpec => ({
  name,
  partitions: 1,
  replication,
  configs: { 'cleanup.policy': 'compact', 'segment.bytes': '16777216' },
})

/** All committed positions, those of transactions that are just ending included. */
export async function readPositions(
  cluster: Cluster,
  topic: string,
  bound: Bound,
): Promise<Map<string, StoredPosition>> {
  const range = await decidedRange(cluster, topic, bound)
  const positions = new Map<string, StoredPosition>()
  const partition: InputPartition = { id: `${topic}-0`, range: range as unknown as Json, rows: range.end - range.start }
  const decoder = kafkaRecordDecoder(null, partition, ['key'])
  const blocks = fetchRange(cluster, range, bound.signal ?? new AbortController().signal, {
    maxBytes: FETCH_BYTES,
    patience: Math.max(1, bound.deadline - performance.now()),
    onMissing: () => {},
  })
  const text = new TextDecoder()
  for await (const block of blocks) {
    decoder.decode(block, ({ bytes, starts, ends, count, columns }) => {
      const key = columns['key']
      if (key.type !== 'binary') return
      for (let i = 0; i < count; i++) {
        const id = text.decode(key.bytes.subarray(key.offsets[i], key.offsets[i + 1]))
        const value = text.decode(bytes.subarray(starts[i], ends[i]))
        if (value === '') positions.delete(id)
        else positions.set(id, parsePosition(topic, id, value))
      }
    })
  }
  return positions
}

/**
 * From the first record to the last, once every transaction that had written until now is decided: a fenced or ending one is
 * within moments. Other producers may write the positions of their own sources meanwhile.
 */
async function decidedRange(cluster: Cluster, topic: string, bound: Bound): Promise<KafkaRange> {
  let written = -1
  return retry(
    bound,
    async () => {
      const found = (await cluster.topics([topic])).get(topic)
      if (found === undefined) {
        throw new MillraceError('MILLRACE_KAFKA_TOPIC_MISSING', `The Kafka topic ${topic} does not exist.`)
      }
      const offset = async (which: 'earliest' | 'latest', uncommitted: boolean): Promise<number> =>
        (await listOffsets(cluster, [found], which, uncommitted)).get(topic)?.get(0) ?? 0
      if (written < 0) written = await offset('latest', true)
      const [start, end] = await Promise.all([offset('earliest', true), offset('latest', false)])
      if (end < written) {
        throw new TransientBrokerError(`A transaction on the Kafka topic ${topic} is still open.`)
      }
      return { topic, topicId: found.id, partition: 0, start, end }
    },
    { whileUnreachable: true, firstDelay: 10 },
  )
}

function parsePosition(topic: string, id: string, value: string): StoredPosition {
  const stored = parseStoredPosition(value)
  if (stored !== undefined) return stored
  throw new MillraceError(
    'MILLRACE_KAFKA_PROTOCOL',
    `The Kafka topic ${topic} holds no position under "${id}": it was written by something else.`,
  )
}
