import { MillraceError } from '@millrace/errors'
import { EMPTY_OFFSET, type KafkaOffset } from './kafka-offset.ts'
import type { KafkaSourceOptions, SpecificOffsets } from './kafka-source-options.ts'
import type { TopicSnapshot } from './topic-snapshot.ts'

const LATEST = -1
const EARLIEST = -2

/**
 * Where a new query starts in the topics that exist.
 *
 * @throws MillraceError MILLRACE_USAGE when specific offsets do not name exactly the topics and partitions that there are.
 */
export function startingOffset(
  topics: readonly string[],
  snapshot: TopicSnapshot,
  startingOffsets: KafkaSourceOptions['startingOffsets'] = 'earliest',
): KafkaOffset {
  const topicIds = new Map([...snapshot.topics.values()].map(t => [t.name, t.id]))
  if (startingOffsets === 'earliest') return { ...EMPTY_OFFSET, offsets: snapshot.earliest, topicIds }
  if (startingOffsets === 'latest') return { ...EMPTY_OFFSET, offsets: snapshot.latest, topicIds }
  checkTopics(topics, snapshot, startingOffsets)
  const offsets = new Map<string, Map<number, number>>()
  for (const { name, partitions } of snapshot.topics.values()) {
    const given = namedPartitions(
      name,
      partitions.map(p => p.partition),
      startingOffsets,
    )
    for (const [partition, offset] of given) {
      if (offset === LATEST) given.set(partition, snapshot.latest.get(name)?.get(partition) ?? 0)
      if (offset === EARLIEST) given.set(partition, snapshot.earliest.get(name)?.get(partition) ?? 0)
    }
    offsets.set(name, given)
  }
  return { ...EMPTY_OFFSET, offsets, topicIds }
}

function checkTopics(topics: readonly string[], snapshot: TopicSnapshot, given: SpecificOffsets): void {
  const foreign = Object.keys(given).filter(topic => !topics.includes(topic))
  if (foreign.length > 0) {
    throw new MillraceError(
      'MILLRACE_USAGE',
      `startingOffsets names ${foreign.join(', ')}, which is not read: expected offsets of ${topics.join(', ')}.`,
    )
  }
  const absent = topics.filter(topic => !snapshot.topics.has(topic))
  if (absent.length > 0) {
    throw new MillraceError(
      'MILLRACE_USAGE',
      `startingOffsets cannot give offsets while the topic ${absent.join(', ')} does not exist: expected earliest or latest.`,
    )
  }
}

function namedPartitions(topic: string, partitions: readonly number[], all: SpecificOffsets): Map<number, number> {
  const given = new Map(Object.entries(all[topic] ?? {}).map(([p, offset]) => [Number(p), offset]))
  const missing = partitions.filter(p => !given.has(p))
  const unknown = [...given.keys()].filter(p => !partitions.includes(p))
  const bad = [...given.values()].filter(offset => !Number.isSafeInteger(offset) || offset < EARLIEST)
  if (missing.length + unknown.length + bad.length > 0) {
    throw new MillraceError(
      'MILLRACE_USAGE',
      `startingOffsets must give an offset (-1 latest, -2 earliest) for each of the partitions ${partitions.join(', ')} of the topic ${topic}, and for no other.`,
    )
  }
  return given
}
