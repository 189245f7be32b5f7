import type { StreamingQueryProgress } from '@millrace/engine'

/** A batch of a query in one line. */
export function progressLine(query: string, progress: StreamingQueryProgress): string {
  const { malformed } = progress.observedMetrics.parse
  const rate = progress.processedRowsPerSecond
  const state = progress.stateOperators.reduce((sum, { numRowsTotal }) => sum + numRowsTotal, 0)
  const spilled = progress.stateOperators.reduce((sum, op) => sum + (op.customMetrics?.spilledRows ?? 0), 0)
  const behind = progress.sources.reduce((sum, { metrics }) => sum + Number(metrics.rowsBehindLatest), 0)
  return [
    `${query}: batch ${progress.batchId}`,
    `${progress.numInputRows} rows`,
    ...(malformed > 0 ? [`${malformed} malformed`] : []),
    `${(progress.batchDuration / 1000).toFixed(2)} s`,
    ...(rate === undefined ? [] : [`${Math.round(rate)} rows/s`]),
    `${behind} behind`,
    ...(progress.stateOperators.length === 0
      ? []
      : [`${state} in state${spilled > 0 ? `, ${spilled} of them on disk` : ''}`]),
    ...(hasWatermark(progress) ? [`watermark ${progress.eventTime?.watermark}`] : []),
  ].join(', ')
}

/** Spark's watermark is 1970 before the first event time. */
const hasWatermark = ({ eventTime }: StreamingQueryProgress): boolean =>
  eventTime?.watermark !== undefined && Date.parse(eventTime.watermark) !== 0
