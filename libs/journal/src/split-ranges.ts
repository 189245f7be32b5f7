import type { InputPartition } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { JournalOffset } from './journal-offset.ts'

/** Offsets [from, to) of one partition. */
export type BatchRange = {
  readonly topicId: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/**
 * The tasks of a batch: one for each partition with rows, or more where `minPartitions` asks for it, each partition then cut
 * evenly in proportion to its rows. Depends on the arguments alone, so a replay is cut the same way.
 */
export function splitRanges(
  topic: string,
  start: ReadonlyMap<number, number>,
  end: JournalOffset,
  minPartitions: number,
): InputPartition[] {
  const whole: BatchRange[] = []
  for (const [partition, to] of end.next) {
    const from = start.get(partition) ?? 0
    if (to <= from) continue
    if (end.topicId === null)
      throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `Offsets of ${topic} lack topicIds.`)
    whole.push({ topicId: end.topicId, partition, from, to })
  }
  const rows = whole.reduce((sum, { from, to }) => sum + to - from, 0)
  const pieces = whole.flatMap(range => {
    if (whole.length >= minPartitions) return [range]
    const share = Math.round(((range.to - range.from) / rows) * minPartitions)
    return cut(range, Math.max(1, Math.min(share, range.to - range.from)))
  })
  return pieces.map(range => taskOf(topic, range, pieces.length > whole.length)).sort((a, b) => (a.id < b.id ? -1 : 1))
}

function cut(range: BatchRange, pieces: number): BatchRange[] {
  const rows = range.to - range.from
  const at = (i: number): number => range.from + Math.floor((rows * i) / pieces)
  return Array.from({ length: pieces }, (_, i) => ({ ...range, from: at(i), to: at(i + 1) }))
}

/** Padding makes the order of the names that of the offsets. */
function taskOf(topic: string, range: BatchRange, cutUp: boolean): InputPartition {
  const { partition, from, to } = range
  const id = cutUp ? `${topic}-${partition}@${String(from).padStart(16, '0')}` : `${topic}-${partition}`
  return { id, range, rows: to - from }
}
