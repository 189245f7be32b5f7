import type { Offset } from '../../connector/source.ts'

/** Spark's StreamingQueryProgress, field by field; what Spark omits when empty is absent here too. */
export interface StreamingQueryProgress {
  readonly id: string
  readonly runId: string
  readonly name: string | null
  /** ISO 8601, UTC: when the trigger started. */
  readonly timestamp: string
  readonly batchId: number
  /** Milliseconds. */
  readonly batchDuration: number
  /** Lines read. */
  readonly numInputRows: number
  /** Rows by the time since the trigger before this one started; 0 for the first, as in Spark. */
  readonly inputRowsPerSecond?: number
  /** Rows by the time that the batch took. */
  readonly processedRowsPerSecond?: number
  /** Milliseconds by step: latestOffset, walCommit, addBatch, stateCommit, sinkCommit, commitOffsets, triggerExecution. */
  readonly durationMs: Readonly<Record<string, number>>
  /** Where there is a watermark: of the event times of the batch, and the watermark it ran with, in ISO 8601. */
  readonly eventTime?: EventTimeProgress
  readonly stateOperators: readonly StateOperatorProgress[]
  readonly sources: readonly SourceProgress[]
  readonly sink: SinkProgress
  /** Millrace's own counts of the parsing step. */
  readonly observedMetrics: { readonly parse: ParseMetrics }
}

export interface EventTimeProgress {
  /** Absent where the batch had no rows. */
  readonly max?: string
  readonly min?: string
  readonly avg?: string
  readonly watermark: string
}

export interface StateOperatorProgress {
  readonly operatorName: string
  readonly numRowsTotal: number
  readonly numRowsUpdated: number
  /** Milliseconds. */
  readonly allUpdatesTimeMs: number
  /** Groups evicted. */
  readonly numRowsRemoved: number
  readonly allRemovalsTimeMs: number
  /** Milliseconds to write the snapshot. */
  readonly commitTimeMs: number
  readonly memoryUsedBytes: number
  readonly numRowsDroppedByWatermark: number
  readonly numShufflePartitions: number
  readonly numStateStoreInstances: number
  /** Rows of `numRowsTotal` that are on local disk and not in memory, and their bytes there; absent where none ever were. */
  readonly customMetrics?: { readonly spilledRows: number; readonly spilledBytes: number }
}

export interface SourceProgress {
  readonly description: string
  readonly startOffset: Offset
  readonly endOffset: Offset
  readonly latestOffset: Offset
  readonly numInputRows: number
  readonly inputRowsPerSecond?: number
  readonly processedRowsPerSecond?: number
  readonly metrics: { readonly rowsBehindLatest: string }
}

export interface SinkProgress {
  readonly description: string
  readonly numOutputRows: number
}

export interface ParseMetrics {
  readonly lines: number
  readonly parsed: number
  readonly malformed: number
  readonly malformedReasons: Readonly<Record<string, number>>
}

/** Rows a second under a name, rounded half up to one decimal as Spark does; nothing when it is not a finite number. */
export function rate<Name extends string>(
  name: Name,
  rows: number,
  milliseconds: number,
): { readonly [K in Name]?: number } {
  const perSecond = (rows / milliseconds) * 1000
  if (!Number.isFinite(perSecond)) return {}
  return { [name]: Math.floor(perSecond * 10 + 0.5) / 10 } as { [K in Name]: number }
}
