import type { Offset } from '../connector/source.ts'
import { rowsPerSecond, type StreamingQueryProgress } from '../progress/progress.ts'
import type { TaskCounts } from '../worker/protocol.ts'
import type { ExecutionContext } from './micro-batch-execution.ts'
import type { StepClock } from './step-clock.ts'

interface DescribedBatch {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
  readonly latest: Offset
}

/** The progress object of a committed batch. */
export function describeBatch(
  context: ExecutionContext,
  batch: DescribedBatch,
  counts: TaskCounts,
  clock: StepClock,
): StreamingQueryProgress {
  const { source, outputs, state } = context
  const durationMs = clock.durations()
  const batchDuration = durationMs.triggerExecution
  const processedRowsPerSecond = rowsPerSecond(counts.lines, batchDuration)
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
    processedRowsPerSecond,
    durationMs,
    stateOperators: state.progress(),
    sources: [
      {
        description: source.description,
        startOffset: batch.start,
        endOffset: batch.end,
        latestOffset: batch.latest,
        numInputRows: counts.lines,
        processedRowsPerSecond,
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
