import type { InputPartition } from '@millrace/engine'
import { beginOf, type KafkaOffset } from './kafka-offset.ts'
import type { KafkaRange } from './kafka-range.ts'

/** Rows of a task at most. Batch N's task 3 must mean the same rows for ever, so that this is no option. */
const ROWS_PER_TASK = 500_000

/**
 * The tasks of a batch, as with Spark's maxRecordsPerPartition: one for each Kafka partition that has something new, and
 * where that is more than 500,000 rows as many equal ones as it takes. So a backlog needs no more memory than a batch, and the
 * workers share it. A function of the offsets alone: a replay has the same tasks however many workers it runs on.
 */
export function splitRanges(from: KafkaOffset, to: KafkaOffset): InputPartition[] {
  const tasks: InputPartition[] = []
  for (const [topic, ends] of to.offsets) {
    for (const [partition, end] of ends) {
      const start = beginOf(from, to, topic, partition)
      if (end <= start) continue
      const pieces = Math.ceil((end - start) / ROWS_PER_TASK)
      const at = (i: number): number => start + Math.floor(((end - start) * i) / pieces)
      for (let i = 0; i < pieces; i++) {
        const range: KafkaRange = {
          topic,
          topicId: to.topicIds.get(topic) ?? '',
          partition,
          start: at(i),
          end: at(i + 1),
        }
        tasks.push({ id: idOf(range, pieces), range, rows: range.end - range.start })
      }
    }
  }
  return tasks.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Padding makes the order of the names that of the offsets. */
const idOf = ({ topic, partition, start }: KafkaRange, pieces: number): string =>
  pieces === 1 ? `${topic}-${partition}` : `${topic}-${partition}@${String(start).padStart(16, '0')}`
