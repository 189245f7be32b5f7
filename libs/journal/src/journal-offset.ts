import type { Offset } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'

/** Keys of the JSON beside the topic's own; so no topic of these names can be read. */
export const TOPIC_IDS = 'topicIds'
export const BEGIN_OFFSETS = 'beginOffsets'

/** The next offset to read in every partition of a topic, and which incarnation of the topic that is. */
export interface JournalOffset {
  /** null before the topic exists. */
  readonly topicId: string | null
  readonly next: ReadonlyMap<number, number>
  /**
   * Where the batch that ends here begins in partitions that it does not begin where the batch before ended: new ones, and
   * those whose next lines were gone. Logged, so that a replay reads the same rows or notices that it cannot.
   */
  readonly begins: ReadonlyMap<number, number>
}

/** Before the topic exists. */
export const EMPTY_OFFSET: JournalOffset = { topicId: null, next: new Map(), begins: new Map() }

/**
 * Spark's `{"logs":{"0":23,"1":45}}`, with the topic's id beside it, `"topicIds":{"logs":"..."}`, and the batch's begins
 * where it has any, `"beginOffsets":{"logs":{"1":40}}`.
 */
export function formatOffset(topic: string, offset: JournalOffset): Offset {
  const json: Record<string, Offset> = { [topic]: ascending(offset.next) }
  if (offset.topicId !== null) json[TOPIC_IDS] = { [topic]: offset.topicId }
  if (offset.begins.size > 0) json[BEGIN_OFFSETS] = { [topic]: ascending(offset.begins) }
  return json
}

/** @throws MillraceError MILLRACE_CHECKPOINT_FOREIGN when these are not offsets of that topic. */
export function parseOffset(topic: string, offset: Offset): JournalOffset {
  const partitionsOf = (json: Offset | undefined): Map<number, number> => {
    if (json === null || typeof json !== 'object' || Array.isArray(json)) throw foreign(topic, offset)
    const found = new Map<number, number>()
    for (const [partition, value] of Object.entries(json)) {
      if (!/^\d+$/.test(partition) || !Number.isSafeInteger(value)) throw foreign(topic, offset)
      found.set(Number(partition), Number(value))
    }
    return found
  }
  const next = partitionsOf(member(offset, topic))
  const begins = partitionsOf(member(member(offset, BEGIN_OFFSETS), topic) ?? {})
  const id = member(member(offset, TOPIC_IDS), topic)
  return { topicId: typeof id === 'string' ? id : null, next, begins }
}

/** Where the batch from `start` to `end` begins in a partition. 0, its first offset ever, where neither of them says. */
export function beginOf(start: JournalOffset, end: JournalOffset, partition: number): number {
  const known = start.topicId === end.topicId ? start.next.get(partition) : undefined
  const logged = end.begins.get(partition)
  return Math.max(known ?? logged ?? 0, logged ?? 0)
}

const ascending = (offsets: ReadonlyMap<number, number>): Offset =>
  Object.fromEntries([...offsets].sort((a, b) => a[0] - b[0]))

function member(value: Offset | undefined, name: string): Offset | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  return (value as { readonly [key: string]: Offset | undefined })[name]
}

const foreign = (topic: string, offset: Offset): MillraceError =>
  new MillraceError(
    'MILLRACE_CHECKPOINT_FOREIGN',
    `The checkpoint's offsets are not those of the journal topic ${topic}: ${JSON.stringify(offset)}.`,
  )
