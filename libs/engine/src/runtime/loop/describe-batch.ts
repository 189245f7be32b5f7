import type { Offset, Source } from '../../connector/source.ts'
import { type EventTimes, eventTimeProgress } from '../../state/event-times.ts'
import {
  rate,
  type SourceProgress,
  type StateOperatorProgress,
  type StreamingQueryProgress,
} from '../progress/progress.ts'
import { CombinedSource } from '../query/combined-source.ts'
import type { BatchCounts } from './batch-tasks.ts'
import type { StepClock } from './step-clock.ts'

/** What progress tells of a query. */
interface DescribedQuery {
  readonly queryId: string
  readonly runId: string
  readonly name: string | null
  readonly source: Source
  readonly outputs: { readonly description: string }
  readonly state: {
    progress(): StateOperatorProgress[]
    readonly hasWatermark: boolean
    readonly eventTimes: EventTimes | null
  }
  readonly malformedReasons: readonly string[]
}

interface DescribedBatch {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
  readonly latest: Offset
  readonly watermarkMs: number
}

type Rates = Pick<StreamingQueryProgress, 'inputRowsPerSecond' | 'processedRowsPerSecond'>

/** An entry for each source of the query. */
function sourceProgress(
  source: Source,
  { start, end, latest }: DescribedBatch,
  { lines, linesByStream }: BatchCounts,
  ratesOf: (rows: number) => Rates,
): SourceProgress[] {
  const parts = source instanceof CombinedSource ? source.parts : [source]
  const offsetOf = (offset: Offset, i: number): Offset =>
    source instanceof CombinedSource ? (offset as readonly Offset[])[i] : offset
  return parts.map((part, i) => {
    const rows = parts.length === 1 ? lines : (linesByStream[i] ?? 0)
    const [startOffset, endOffset, latestOffset] = [start, end, latest].map(offset => offsetOf(offset, i))
    return {
      description: part.description,
      startOffset,
      endOffset,
      latestOffset,
      numInputRows: rows,
      ...ratesOf(rows),
      metrics: { rowsBehindLatest: String(part.distance(endOffset, latestOffset)) },
    }
  })
}

/** The progress object of a committed batch. `lastTrigger`: when the trigger before this one started, if there was one. */
export function describeBatch(
  query: DescribedQuery,
  batch: DescribedBatch,
  counts: BatchCounts,
  clock: StepClock,
  lastTrigger: number | undefined,
): StreamingQueryProgress {
  const { source, outputs, state } = query
  const durationMs = clock.durations()
  const batchDuration = durationMs.triggerExecution
  const ratesOf = (rows: number): Rates => ({
    // Before the first trigger lies an infinite time, so that its rate is 0, as in Spark.
    ...rate('inputRowsPerSecond', rows, clock.startedAt - (lastTrigger ?? Number.NEGATIVE_INFINITY)),
    ...rate('processedRowsPerSecond', rows, Math.max(1, batchDuration)),
  })
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
    ...ratesOf(counts.lines),
    durationMs,
    ...(state.hasWatermark ? { eventTime: eventTimeProgress(state.eventTimes, batch.watermarkMs) } : {}),
    stateOperators: state.progress(),
    sources: sourceProgress(source, batch, counts, ratesOf),
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
