import type { Offset } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'

/** The next offset to read in every partition of a topic, and which incarnation of the topic that is. */
export interface JournalOffset {
  /** null before the topic exists. */
  readonly topicId: string | null
  readonly next: ReadonlyMap<number, number>
}

/** Offsets that a partition holds: [start, end). */
export interface OffsetRange {
  readonly partition: number
  readonly start: number
  readonly end: number
}

/** Spark's `{"logs":{"0":23,"1":45}}`, with the topic's id beside it: `"topicIds":{"logs":"..."}`. */
export function formatOffset(topic: string, offset: JournalOffset): Offset {
  const next = Object.fromEntries([...offset.next].sort((a, b) => a[0] - b[0]))
  return offset.topicId === null ? { [topic]: next } : { [topic]: next, topicIds: { [topic]: offset.topicId } }
}

/** @throws MillraceError MILLRACE_CHECKPOINT_FOREIGN when these are not offsets of that topic. */
export function parseOffset(topic: string, offset: Offset): JournalOffset {
  const partitions = member(offset, topic)
  if (partitions === null || typeof partitions !== 'object' || Array.isArray(partitions)) throw foreign(topic, offset)
  const next = new Map<number, number>()
  for (const [partition, value] of Object.entries(partitions)) {
    if (!/^\d+$/.test(partition) || !Number.isSafeInteger(value)) throw foreign(topic, offset)
    next.set(Number(partition), Number(value))
  }
  const id = member(member(offset, 'topicIds'), topic)
  return { topicId: typeof id === 'string' ? id : null, next }
}

/** The end of a batch of at most `limit` rows, shared out among the partitions in proportion to what each has. */
export function limitedEnd(
  start: ReadonlyMap<number, number>,
  available: readonly OffsetRange[],
  limit: number,
): Map<number, number> {
  const end = new Map(start)
  const froms = available.map(({ partition, start: first }) => Math.max(start.get(partition) ?? first, first))
  const rows = available.map((range, i) => Math.max(0, range.end - froms[i]))
  const total = rows.reduce((sum, n) => sum + n, 0)
  const takes = total <= limit ? rows : rows.map(n => Math.floor((n / total) * limit))
  let left = Math.min(limit, total) - takes.reduce((sum, n) => sum + n, 0)
  available.forEach(({ partition }, i) => {
    const more = Math.min(left, rows[i] - takes[i])
    left -= more
    if (takes[i] + more > 0 || start.has(partition)) {
      // Where retention went past the start and that is allowed, an untouched partition keeps its old start.
      end.set(partition, takes[i] + more > 0 ? froms[i] + takes[i] + more : (start.get(partition) ?? froms[i]))
    }
  })
  return end
}

function member(value: Offset | undefined, name: string): Offset | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  return (value as { readonly [key: string]: Offset | undefined })[name]
}

const foreign = (topic: string, offset: Offset): MillraceError =>
  new MillraceError(
    'MILLRACE_CHECKPOINT_FOREIGN',
    `The checkpoint's offsets are not those of the journal topic ${topic}: ${JSON.stringify(offset)}.`,
  )
