import type { Offset, Source } from '../../connector/source.ts'
import { rate, type StateOperatorProgress, type StreamingQueryProgress } from '../progress/progress.ts'
import type { TaskCounts } from '../worker/protocol.ts'
import type { StepClock } from './step-clock.ts'

/** What progress tells of a query. */
interface DescribedQuery {
  readonly queryId: string
  readonly runId: string
  readonly name: string | null
  readonly source: Source
  readonly outputs: { readonly description: string }
  readonly state: { progress(): StateOperatorProgress[]; readonly hasWatermark: boolean }
  readonly malformedReasons: readonly string[]
}

interface DescribedBatch {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
  readonly latest: Offset
  readonly watermarkMs: number
}

/** The progress object of a committed batch. `lastTrigger`: when the trigger before this one started, if there was one. */
export function describeBatch(
  query: DescribedQuery,
  batch: DescribedBatch,
  counts: TaskCounts,
  clock: StepClock,
  lastTrigger: number | undefined,
): StreamingQueryProgress {
  const { source, outputs, state } = query
  const durationMs = clock.durations()
  const batchDuration = durationMs.triggerExecution
  const rates = {
    // Before the first trigger lies an infinite time, so that its rate is 0, as in Spark.
    ...rate('inputRowsPerSecond', counts.lines, clock.startedAt - (lastTrigger ?? Number.NEGATIVE_INFINITY)),
    ...rate('processedRowsPerSecond', counts.lines, Math.max(1, batchDuration)),
  }
  const malformedReasons: Record<string, number> = {}
  counts.malformed.forEach((n, i) => {
    if (n > 0) malformedReasons[query.malformedReasons[i]] = n
  })
  return {
    id: query.queryId,
    runId: query.runId,
    name: query.name,
    timestamp: new Date(clock.startedAt).toISOString(),
    batchId: batch.batchId,
    batchDuration,
    numInputRows: counts.lines,
    ...rates,
    durationMs,
    ...(state.hasWatermark ? { eventTime: { watermark: new Date(batch.watermarkMs).toISOString() } } : {}),
    stateOperators: state.progress(),
    sources: [
      {
        description: source.description,
        startOffset: batch.start,
        endOffset: batch.end,
        latestOffset: batch.latest,
        numInputRows: counts.lines,
        ...rates,
        metrics: { rowsBehindLatest: String(source.distance(batch.end, batch.latest)) },
      },
    ],
    sink: {
      description: outputs.description,
      numOutputRows: Object.values(counts.outputRows).reduce((sum, n) => sum + n, 0),
    },
    observedMetrics: {
      parse: {
        lines: counts.lines,
        parsed: counts.parsed,
        malformed: counts.lines - counts.parsed,
        malformedReasons,
      },
    },
  }
}
