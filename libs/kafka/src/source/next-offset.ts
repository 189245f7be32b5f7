import { type KafkaOffset, offsetOf } from './kafka-offset.ts'
import { shareLimit } from './share-limit.ts'
import type { TopicSnapshot } from './topic-snapshot.ts'

/** Offsets of a partition that are gone; `available` is where reading can go on. */
export interface MissingOffsets {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly available: number
  /** The topic's earlier id, when it was deleted and made again. */
  readonly recreated?: { readonly before: string; readonly after: string }
}

export interface NextOffset {
  readonly end: KafkaOffset
  readonly latest: KafkaOffset
}

/**
 * The end of the batch after `start`, at most `limit` rows further. Partitions unknown to `start` begin at their earliest
 * offset, which the end then carries; topics that are away keep theirs. `onMissing` throws, or agrees to go on. Returns `start` itself when there is
 * nothing to do.
 */
export function nextOffset(
  start: KafkaOffset,
  snapshot: TopicSnapshot,
  limit: number,
  onMissing: (missing: MissingOffsets) => void,
): NextOffset {
  const topicIds = new Map(start.topicIds)
  const begins = new Map<string, Map<number, number>>()
  const parts: { topic: string; partition: number; begin: number; until: number }[] = []
  let moved = false
  for (const topic of [...snapshot.topics.keys()].sort()) {
    const before = start.topicIds.get(topic)
    const after = snapshot.topics.get(topic)?.id ?? ''
    const recreated = before !== undefined && before !== after ? { before, after } : undefined
    topicIds.set(topic, after)
    for (const [partition, latest] of snapshot.latest.get(topic) ?? []) {
      const earliest = snapshot.earliest.get(topic)?.get(partition) ?? 0
      const known = start.offsets.get(topic)?.get(partition)
      let begin = known ?? earliest
      if (known !== undefined && (recreated || known < earliest || known > latest)) {
        const available = known < earliest || recreated ? earliest : latest
        onMissing({ topic, partition, from: known, available, recreated })
        begin = available
        moved = true
      }
      if (begin !== offsetOf(start, topic, after, partition)) {
        begins.set(topic, (begins.get(topic) ?? new Map<number, number>()).set(partition, begin))
      }
      parts.push({ topic, partition, begin, until: latest })
    }
  }
  const shares = shareLimit(
    parts.map(p => p.until - p.begin),
    limit,
  )
  const rows = shares.reduce((sum, n) => sum + n, 0)
  if (rows === 0 && !moved) return { end: start, latest: start }
  const offsets = (endOf: (i: number) => number): KafkaOffset => {
    const byTopic = new Map([...start.offsets].map(([topic, partitions]) => [topic, new Map(partitions)]))
    for (const topic of snapshot.topics.keys()) {
      if (start.topicIds.get(topic) !== topicIds.get(topic)) byTopic.delete(topic)
    }
    for (const [i, { topic, partition }] of parts.entries()) {
      const partitions = byTopic.get(topic) ?? new Map<number, number>()
      byTopic.set(topic, partitions.set(partition, endOf(i)))
    }
    return { offsets: byTopic, topicIds, begins }
  }
  return { end: offsets(i => parts[i].begin + shares[i]), latest: offsets(i => parts[i].until) }
}
