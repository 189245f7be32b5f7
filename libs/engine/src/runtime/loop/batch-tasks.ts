import type { AppendSink, BatchWriter } from '../../connector/sink.ts'
import type { Offset, Source } from '../../connector/source.ts'
import type { PartialResult } from '../../operators/aggregate/partial-aggregator.ts'
import type { TaskCounts } from '../worker/protocol.ts'
import type { TaskExecutor } from '../worker/task-executor.ts'
import { abortable, untilAborted } from './abortable.ts'
import { Turns } from './turns.ts'

export interface BatchOfTasks {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
}

/** The counts of a task over one of the query's streams. */
export interface StreamCounts extends TaskCounts {
  readonly stream: number
}

/** Those of all tasks of a batch; a stream without tasks has no entry in `linesByStream`. */
export interface BatchCounts extends TaskCounts {
  readonly linesByStream: readonly (number | undefined)[]
}

/** What the tasks of a batch read, run on and feed. */
export interface TaskRun {
  readonly batch: BatchOfTasks
  readonly source: Source
  readonly executor: TaskExecutor
  readonly writers: ReadonlyMap<string, BatchWriter>
  /** Takes partial aggregates, one per aggregation of the plan, in the order of the partitions. */
  readonly merge: (partials: readonly PartialResult[]) => void
  readonly signal: AbortSignal
}

/** Tasks, for each that runs at a time, that are begun or wait to be merged: so many results are held, whatever the backlog. */
const TASKS_AHEAD = 2

/**
 * Runs the tasks of one batch, as many at a time as the executor takes, stages what they produce and merges what they count up.
 * Partial aggregates are merged in the order of the partitions, whatever order the tasks finish in, each as soon as those
 * before it are. The first failure stops the others. Gives the counts of the tasks, in order.
 */
export async function runTasks({ batch, source, executor, writers, merge, signal }: TaskRun): Promise<StreamCounts[]> {
  const partitions = [...(await abortable(source.partitions(batch.start, batch.end), signal))].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  )
  const failure = new AbortController()
  const either = AbortSignal.any([signal, failure.signal])
  const turns = new Turns(either)
  const ahead = TASKS_AHEAD * executor.parallelism
  const settled = await Promise.allSettled(
    partitions.map(async (partition, index) => {
      try {
        await turns.of(index - ahead + 1)
        const merging: Promise<void>[] = []
        const mergeInTurn = async (partials: readonly PartialResult[]): Promise<void> => {
          await turns.of(index)
          merge(partials)
        }
        const { counts, partials } = await executor.run(
          { batchId: batch.batchId, index, partition },
          untilAborted(source.read(partition, either), either),
          {
            artefact: async (output, artefact) => writers.get(output)?.stage(artefact),
            partials: early => {
              const merged = mergeInTurn(early)
              merging.push(merged)
              return merged
            },
          },
        )
        await Promise.all(merging)
        await mergeInTurn(partials)
        turns.pass()
        return { ...counts, stream: partition.stream ?? 0 }
      } catch (error) {
        failure.abort(error)
        throw error
      }
    }),
  )
  signal.throwIfAborted()
  if (failure.signal.aborted) throw failure.signal.reason
  return settled.map(outcome => (outcome as PromiseFulfilledResult<StreamCounts>).value)
}

/** Sums over the tasks of a batch. */
export function totalCounts(tasks: readonly StreamCounts[]): BatchCounts {
  const linesByStream: number[] = []
  const outputRows: Record<string, number> = {}
  const malformed: number[] = []
  let lines = 0
  let parsed = 0
  for (const counts of tasks) {
    lines += counts.lines
    linesByStream[counts.stream] = (linesByStream[counts.stream] ?? 0) + counts.lines
    parsed += counts.parsed
    counts.malformed.forEach((n, i) => {
      malformed[i] = (malformed[i] ?? 0) + n
    })
    for (const [name, rows] of Object.entries(counts.outputRows)) outputRows[name] = (outputRows[name] ?? 0) + rows
  }
  return { lines, linesByStream, parsed, malformed, outputRows }
}

/** Opens a writer for the batch on every append sink; those that are open are in `writers`, also after a failure. */
export async function beginWriters(
  sinks: ReadonlyMap<string, AppendSink>,
  batchId: number,
  writers: Map<string, BatchWriter>,
): Promise<void> {
  for (const [output, sink] of sinks) writers.set(output, await sink.begin(batchId))
}
