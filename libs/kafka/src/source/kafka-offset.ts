import type { Offset } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { PartitionOffsets } from '../network/list-offsets.ts'

/** Keys of the JSON beside the topics; so no topics of these names can be read. */
export const TOPIC_IDS = 'topicIds'
export const BEGIN_OFFSETS = 'beginOffsets'

/** The next offset to read of every partition, and which topics they belong to. */
export interface KafkaOffset {
  readonly offsets: PartitionOffsets
  /** Has every topic that has offsets. */
  readonly topicIds: ReadonlyMap<string, string>
  /**
   * Where the batch that ends here begins in partitions that it does not begin where the batch before ended: new ones, and
   * those whose next offsets were gone. Logged, so that a replay reads the same records or notices that it cannot.
   */
  readonly begins: PartitionOffsets
}

export const EMPTY_OFFSET: KafkaOffset = { offsets: new Map(), topicIds: new Map(), begins: new Map() }

/**
 * Spark's JSON, `{"logs":{"0":23,"1":45}}`, and beside the topics their ids, `"topicIds":{"logs":"..."}`, by which a topic that
 * was deleted and made again is noticed, and the batch's begins where it has any, `"beginOffsets":{"logs":{"1":40}}`.
 *
 * @throws MillraceError MILLRACE_CHECKPOINT_DAMAGED when it is anything else, also when a topic lacks its id.
 */
export function parseKafkaOffset(json: Offset): KafkaOffset {
  const { [TOPIC_IDS]: ids = {}, [BEGIN_OFFSETS]: begins = {}, ...offsets } = objectOf(json, json)
  const topicIds = new Map<string, string>()
  for (const [topic, id] of Object.entries(objectOf(ids, json))) {
    topicIds.set(topic, typeof id === 'string' ? id : damaged(json))
  }
  if (Object.keys(offsets).some(topic => !topicIds.has(topic))) damaged(json)
  return { offsets: partitionOffsets(offsets, json), topicIds, begins: partitionOffsets(objectOf(begins, json), json) }
}

export function kafkaOffsetJson({ offsets, topicIds, begins }: KafkaOffset): Offset {
  const json: Record<string, Offset> = partitionsJson(offsets)
  if (topicIds.size > 0) json[TOPIC_IDS] = Object.fromEntries([...topicIds].sort(([a], [b]) => (a < b ? -1 : 1)))
  if (begins.size > 0) json[BEGIN_OFFSETS] = partitionsJson(begins)
  return json
}

/** One partition's offset, or undefined when the offset does not know the partition of this very topic. */
export const offsetOf = (
  offset: KafkaOffset,
  topic: string,
  id: string | undefined,
  partition: number,
): number | undefined => (offset.topicIds.get(topic) === id ? offset.offsets.get(topic)?.get(partition) : undefined)

/** Where the batch from `start` to `end` begins in a partition. 0, its first offset ever, where neither of them says. */
export function beginOf(start: KafkaOffset, end: KafkaOffset, topic: string, partition: number): number {
  const known = offsetOf(start, topic, end.topicIds.get(topic), partition) ?? 0
  return Math.max(known, end.begins.get(topic)?.get(partition) ?? 0)
}

function partitionOffsets(topics: Record<string, unknown>, whole: Offset): PartitionOffsets {
  const found = new Map<string, Map<number, number>>()
  for (const [topic, value] of Object.entries(topics)) {
    const partitions = new Map<number, number>()
    for (const [partition, offset] of Object.entries(objectOf(value, whole))) {
      if (!/^\d+$/.test(partition) || !Number.isSafeInteger(offset) || Number(offset) < 0) damaged(whole)
      partitions.set(Number(partition), Number(offset))
    }
    found.set(topic, partitions)
  }
  return found
}

function partitionsJson(topics: PartitionOffsets): Record<string, Offset> {
  const ascending = (partitions: ReadonlyMap<number, number>): Offset =>
    Object.fromEntries([...partitions].sort((a, b) => a[0] - b[0]))
  return Object.fromEntries(
    [...topics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([topic, partitions]) => [topic, ascending(partitions)]),
  )
}

function objectOf(value: unknown, whole: Offset): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return damaged(whole)
  return value as Record<string, unknown>
}

function damaged(json: Offset): never {
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${JSON.stringify(json)} is not a Kafka offset: expected {"topic":{"partition":offset},"topicIds":{"topic":"id"}}.`,
  )
}
