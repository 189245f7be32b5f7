import type { InputPartition } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { beginOf, type JournalOffset } from './journal-offset.ts'

/** Offsets [from, to) of one partition. */
export type BatchRange = {
  readonly topicId: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** Rows of a task at most. Batch N's task 3 must mean the same rows for ever, so that this is no option. */
const ROWS_PER_TASK = 250_000

/**
 * The tasks of a batch: every partition is cut into as many equal pieces as it takes for none to have more than 250,000
 * rows. A function of the offsets alone, so that a replay has the same tasks however many workers it runs on.
 */
export function splitRanges(topic: string, start: JournalOffset, end: JournalOffset): InputPartition[] {
  const tasks: InputPartition[] = []
  for (const [partition, to] of end.next) {
    const from = beginOf(start, end, partition)
    if (to <= from) continue
    if (end.topicId === null)
      throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `Offsets of ${topic} lack topicIds.`)
    const pieces = Math.ceil((to - from) / ROWS_PER_TASK)
    const at = (i: number): number => from + Math.floor(((to - from) * i) / pieces)
    for (let i = 0; i < pieces; i++) {
      const range: BatchRange = { topicId: end.topicId, partition, from: at(i), to: at(i + 1) }
      tasks.push({ id: idOf(topic, range), range, rows: range.to - range.from })
    }
  }
  return tasks.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Padding makes the order of the names that of the offsets. */
const idOf = (topic: string, { partition, from }: BatchRange): string =>
  `${topic}-${partition}@${String(from).padStart(16, '0')}`
