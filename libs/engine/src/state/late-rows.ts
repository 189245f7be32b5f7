import type { ColumnBatch } from '@millrace/columns'
import { takeBatch } from '../kernels/take.ts'
import { endsOf } from './event-time-key.ts'

/** The rows that are not over at a watermark (in milliseconds) already; all where there is no event time. */
export function rowsInTime(batch: ColumnBatch, eventTime: number | null, lateMs: number): ColumnBatch {
  if (eventTime === null) return batch
  const times = endsOf(batch.columns[eventTime], batch.length, { key: 0, length: 0 })
  const late = lateMs * 1000
  const rows = new Int32Array(batch.length)
  let count = 0
  for (let r = 0; r < batch.length; r++) if (times[r] > late) rows[count++] = r
  return count === batch.length ? batch : takeBatch(batch, { rows, count })
}
