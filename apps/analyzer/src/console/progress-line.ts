import type { StreamingQueryProgress } from '@millrace/engine'

/** A batch in one line. */
export function progressLine(progress: StreamingQueryProgress): string {
  const { lines, malformed } = progress.observedMetrics.parse
  const rate = progress.processedRowsPerSecond
  const parts = [
    `batch ${progress.batchId}`,
    `${lines} lines`,
    ...(malformed > 0 ? [`${malformed} malformed`] : []),
    `${(progress.batchDuration / 1000).toFixed(2)} s`,
    ...(rate === undefined ? [] : [`${Math.round(rate)} lines/s`]),
    `${progress.sources[0].metrics.rowsBehindLatest} behind`,
  ]
  return parts.join(', ')
}
