import type { ColumnBatch } from '@millrace/columns'
import type { EventTimeProgress } from '../runtime/progress/progress.ts'

/** The newest and the oldest event time of a batch and their mean, in milliseconds since 1970. */
export interface EventTimes {
  readonly max: number
  readonly min: number
  readonly avg: number
}

/** Of the one row of an aggregation that looks for event times: newest and oldest in microseconds, mean in seconds. */
export function eventTimesOf({ columns: [newest, oldest, mean] }: ColumnBatch): EventTimes | null {
  if (newest.nullCount > 0 || newest.length === 0) return null
  if (!('values' in newest && 'values' in oldest && 'values' in mean)) return null
  const milliseconds = (microseconds: number | bigint): number => Math.floor(Number(microseconds) / 1000)
  return {
    max: milliseconds(newest.values[0]),
    min: milliseconds(oldest.values[0]),
    avg: Math.trunc(Number(mean.values[0]) * 1000),
  }
}

/** What progress tells of event time. */
export function eventTimeProgress(times: EventTimes | null, watermarkMs: number): EventTimeProgress {
  const instant = (milliseconds: number): string => new Date(milliseconds).toISOString()
  const watermark = instant(watermarkMs)
  if (times === null) return { watermark }
  return { max: instant(times.max), min: instant(times.min), avg: instant(times.avg), watermark }
}
