import type { Offset } from '../connector/source.ts'

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
  readonly numInputRows: number
  readonly inputRowsPerSecond?: number
  readonly processedRowsPerSecond?: number
  /** Milliseconds by step: latestOffset, walCommit, addBatch, stateCommit, sinkCommit, commitOffsets, triggerExecution. */
  readonly durationMs: Readonly<Record<string, number>>
  readonly stateOperators: readonly StateOperatorProgress[]
  readonly sources: readonly SourceProgress[]
  readonly sink: SinkProgress
  /** Millrace's own counts of the parsing step. */
  readonly observedMetrics: { readonly parse: ParseMetrics }
}

export interface StateOperatorProgress {
  readonly operatorName: string
  readonly numRowsTotal: number
  readonly numRowsUpdated: number
  readonly memoryUsedBytes: number
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

/** Rows a second, rounded half up to one decimal as Spark does; undefined when it is not a finite number. */
export function rowsPerSecond(rows: number, milliseconds: number): number | undefined {
  const rate = (rows / milliseconds) * 1000
  return Number.isFinite(rate) ? Math.floor(rate * 10 + 0.5) / 10 : undefined
}
