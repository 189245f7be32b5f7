import type { Offset } from '../connector/source.ts'
import { rate, type StreamingQueryProgress } from '../progress/progress.ts'
import type { TaskCounts } from '../worker/protocol.ts'
import type { ExecutionContext } from './micro-batch-execution.ts'
import type { StepClock } from './step-clock.ts'

interface DescribedBatch {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
  readonly latest: Offset
}

/** The progress object of a committed batch. `lastTrigger`: when the trigger before this one started, if there was one. */
export function describeBatch(
  context: ExecutionContext,
  batch: DescribedBatch,
  counts: TaskCounts,
  clock: StepClock,
  lastTrigger: number | undefined,
): StreamingQueryProgress {
  const { source, outputs, state } = context
  const durationMs = clock.durations()
  const batchDuration = durationMs.triggerExecution
  const rates = {
    // Before the first trigger lies an infinite time, so that its rate is 0, as in Spark.
    ...rate('inputRowsPerSecond', counts.lines, clock.startedAt - (lastTrigger ?? Number.NEGATIVE_INFINITY)),
    ...rate('processedRowsPerSecond', counts.lines, Math.max(1, batchDuration)),
  }
  const malformedReasons: Record<string, number> = {}
  counts.malformed.forEach((n, i) => {
    if (n > 0) malformedReasons[context.malformedReasons[i]] = n
  })
  return {
    id: context.queryId,
    runId: context.runId,
    name: context.name,
    timestamp: new Date(clock.startedAt).toISOString(),
    batchId: batch.batchId,
    batchDuration,
    numInputRows: counts.lines,
    ...rates,
    durationMs,
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
