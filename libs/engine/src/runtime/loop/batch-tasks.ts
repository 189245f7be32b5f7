import type { AppendSink, BatchWriter } from '../../connector/sink.ts'
import type { Offset, Source } from '../../connector/source.ts'
import type { TaskCounts, TaskResult } from '../worker/protocol.ts'
import type { TaskExecutor } from '../worker/task-executor.ts'
import { abortable, untilAborted } from './abortable.ts'

export interface BatchOfTasks {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
}

/**
 * Runs the tasks of one batch, as many at a time as the executor takes, and stages what they produce. Results come in the
 * order of the partitions whatever order they finish in. The first failure stops the others.
 */
export async function runTasks(
  batch: BatchOfTasks,
  source: Source,
  executor: TaskExecutor,
  writers: ReadonlyMap<string, BatchWriter>,
  signal: AbortSignal,
): Promise<TaskResult[]> {
  const partitions = [...(await abortable(source.partitions(batch.start, batch.end), signal))].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  )
  const failure = new AbortController()
  const either = AbortSignal.any([signal, failure.signal])
  const settled = await Promise.allSettled(
    partitions.map(async (partition, index) => {
      try {
        return await executor.run(
          { batchId: batch.batchId, index, partition },
          untilAborted(source.read(partition, either), either),
          async (output, artefact) => {
            await writers.get(output)?.stage(artefact)
          },
        )
      } catch (error) {
        failure.abort(error)
        throw error
      }
    }),
  )
  signal.throwIfAborted()
  if (failure.signal.aborted) throw failure.signal.reason
  return settled.map(outcome => (outcome as PromiseFulfilledResult<TaskResult>).value)
}

/** Sums over the tasks of a batch. */
export function totalCounts(results: readonly TaskResult[]): TaskCounts {
  const outputRows: Record<string, number> = {}
  const malformed: number[] = []
  let lines = 0
  let parsed = 0
  for (const { counts } of results) {
    lines += counts.lines
    parsed += counts.parsed
    counts.malformed.forEach((n, i) => {
      malformed[i] = (malformed[i] ?? 0) + n
    })
    for (const [name, rows] of Object.entries(counts.outputRows)) outputRows[name] = (outputRows[name] ?? 0) + rows
  }
  return { lines, parsed, malformed, outputRows }
}

/** Opens a writer for the batch on every append sink; those that are open are in `writers`, also after a failure. */
export async function beginWriters(
  sinks: ReadonlyMap<string, AppendSink>,
  batchId: number,
  writers: Map<string, BatchWriter>,
): Promise<void> {
  for (const [output, sink] of sinks) writers.set(output, await sink.begin(batchId))
}
