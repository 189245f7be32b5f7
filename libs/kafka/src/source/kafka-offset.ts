import type { Offset } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { PartitionOffsets } from '../network/list-offsets.ts'

/** Key of the topic ids in the JSON; so no topic of this name can be read. */
export const TOPIC_IDS = 'topicIds'

/** The next offset to read of every partition, and which topics they belong to. */
export interface KafkaOffset {
  readonly offsets: PartitionOffsets
  readonly topicIds: ReadonlyMap<string, string>
}

export const EMPTY_OFFSET: KafkaOffset = { offsets: new Map(), topicIds: new Map() }

/**
 * Spark's JSON, `{"logs":{"0":23}}`, with the topics' ids beside it, `"topicIds":{"logs":"..."}`, by which a topic that
 * was deleted and made again is noticed. Offsets written by Spark have no ids and are accepted.
 */
export function parseKafkaOffset(json: Offset): KafkaOffset {
  const offsets = new Map<string, Map<number, number>>()
  const topicIds = new Map<string, string>()
  for (const [topic, value] of Object.entries(objectOf(json, json))) {
    const fields = Object.entries(objectOf(value, json))
    if (topic === TOPIC_IDS) {
      for (const [name, id] of fields) topicIds.set(name, typeof id === 'string' ? id : damaged(json))
      continue
    }
    const partitions = new Map<number, number>()
    for (const [partition, offset] of fields) {
      if (!/^\d+$/.test(partition) || !Number.isSafeInteger(offset) || Number(offset) < 0) damaged(json)
      partitions.set(Number(partition), Number(offset))
    }
    offsets.set(topic, partitions)
  }
  return { offsets, topicIds }
}

export function kafkaOffsetJson({ offsets, topicIds }: KafkaOffset): Offset {
  const json: Record<string, Record<string, number | string>> = {}
  for (const topic of [...offsets.keys()].sort()) {
    json[topic] = Object.fromEntries([...(offsets.get(topic) ?? [])].sort((a, b) => a[0] - b[0]))
  }
  if (topicIds.size > 0) json[TOPIC_IDS] = Object.fromEntries([...topicIds].sort(([a], [b]) => (a < b ? -1 : 1)))
  return json
}

/** One partition's offset, or undefined when the offset does not know the partition. */
export const offsetOf = (offset: KafkaOffset, topic: string, partition: number): number | undefined =>
  offset.offsets.get(topic)?.get(partition)

/** True when both know the topic's id and the ids differ. */
export function isOtherTopic(a: KafkaOffset, b: KafkaOffset, topic: string): boolean {
  const before = a.topicIds.get(topic)
  const after = b.topicIds.get(topic)
  return before !== undefined && after !== undefined && before !== after
}

function objectOf(value: unknown, whole: Offset): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return damaged(whole)
  return value as Record<string, unknown>
}

function damaged(json: Offset): never {
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${JSON.stringify(json)} is not a Kafka offset: expected {"topic":{"partition":offset}}.`,
  )
}
