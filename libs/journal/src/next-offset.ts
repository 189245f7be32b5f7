import type { JournalOffset } from './journal-offset.ts'
import type { TopicState } from './journal-reader.ts'

/** Told that the offsets [from, to) of a partition are gone: throws, or agrees to go on without them. */
export type OnLost = (partition: number, from: number, to: number) => void

export interface NextOffset {
  readonly end: JournalOffset
  readonly latest: JournalOffset
}

/**
 * The end of the batch after `start`, at most `limit` rows further. Partitions that `start` does not know, which are all of
 * them where it belongs to an earlier topic of the name, begin at the first offset that is still there. Returns `start`
 * itself when there is nothing to do.
 */
export function nextOffset(start: JournalOffset, topic: TopicState, limit: number, onLost: OnLost): NextOffset {
  const known: ReadonlyMap<number, number> = start.topicId === topic.uuid ? start.next : new Map()
  const parts = topic.partitions.map(({ partition, start: first, end }) => {
    const next = known.get(partition) ?? first
    if (next < first) onLost(partition, next, first)
    if (next > end) onLost(partition, end, next)
    return { partition, begin: Math.min(Math.max(next, first), end), until: end }
  })
  const moved = parts.filter(({ partition, begin }) => known.get(partition) !== begin)
  const rows = sharedLimit(
    parts.map(({ begin, until }) => until - begin),
    limit,
  )
  const remade = start.topicId !== null && start.topicId !== topic.uuid
  const nothing = rows.every(n => n === 0) && !moved.some(({ partition }) => known.has(partition)) && !remade
  if (nothing) return { end: start, latest: start }
  const begins = new Map(moved.map(({ partition, begin }) => [partition, begin]))
  const offset = (ends: readonly number[]): JournalOffset => {
    const next = new Map([...known, ...parts.map(({ partition }, i) => [partition, ends[i]] as const)])
    return { topicId: topic.uuid, next, begins }
  }
  return { end: offset(parts.map(({ begin }, i) => begin + rows[i])), latest: offset(parts.map(({ until }) => until)) }
}

/** Rows for each partition, at most `limit` together, in proportion to what each has. */
function sharedLimit(available: readonly number[], limit: number): readonly number[] {
  const total = available.reduce((sum, n) => sum + n, 0)
  if (total <= limit) return available
  const shares = available.map(n => Math.floor((n / total) * limit))
  let left = limit - shares.reduce((sum, n) => sum + n, 0)
  return shares.map((n, i) => {
    const more = Math.min(left, available[i] - n)
    left -= more
    return n + more
  })
}
