import { isDeepStrictEqual } from 'node:util'
import { asMillraceError, isRetryable, MillraceError } from '@millrace/errors'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import type { BatchWriter } from '../connector/sink.ts'
import type { Offset, ReadLimit, Source } from '../connector/source.ts'
import type { StreamingQueryProgress } from '../progress/progress.ts'
import type { StreamingQueryListener } from '../query/listener.ts'
import type { Trigger } from '../query/trigger.ts'
import type { TaskExecutor } from '../worker/task-executor.ts'
import { Backoff } from './backoff.ts'
import { beginWriters, runTasks, totalCounts } from './batch-tasks.ts'
import { describeBatch } from './describe-batch.ts'
import type { QueryOutputs } from './query-outputs.ts'
import type { QueryState } from './query-state.ts'
import { StepClock } from './step-clock.ts'
import { TriggerClock } from './trigger-clock.ts'

/** Batches whose log files are kept, as Spark's minBatchesToRetain. */
const BATCHES_KEPT = 100

export interface ExecutionContext {
  readonly queryId: string
  readonly runId: string
  readonly name: string | null
  readonly source: Source
  readonly outputs: QueryOutputs
  readonly state: QueryState
  readonly checkpoint: Checkpoint
  readonly executor: TaskExecutor
  readonly trigger: Trigger
  readonly limit: ReadLimit
  readonly malformedReasons: readonly string[]
}

/** A batch that is planned (its offsets are logged) and not committed. */
interface PendingBatch {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
  /** Newest offset known when the batch was planned. */
  readonly latest: Offset
}

/**
 * Spark's MicroBatchExecution: latest offsets, `offsets/N`, the batch, its state and sinks, `commits/N`. A failure that may pass is
 * met by running the same batch again; nothing of it was committed.
 */
export class MicroBatchExecution {
  readonly #context: ExecutionContext
  readonly #backoff = new Backoff()
  #committed = -1
  #position: Offset = null
  #pending: PendingBatch | undefined
  /** Computed but perhaps not logged: a retry logs the same, so that it knows its own file again. */
  #plannedAt: { readonly batch: PendingBatch; readonly timestamp: number } | undefined
  #interrupted = false
  #stateIsDirty = false
  #listener: StreamingQueryListener = {}
  #signal: AbortSignal = new AbortController().signal

  constructor(context: ExecutionContext) {
    this.#context = context
  }

  /** The last committed batch, or -1. */
  get committedBatch(): number {
    return this.#committed
  }

  /** Reads the logs, restores state, and finds the batch that a dead run left unfinished. */
  async recover(): Promise<void> {
    const { checkpoint, source, state, outputs } = this.#context
    const commits = await checkpoint.commits.ids()
    const offsets = await checkpoint.offsets.ids()
    this.#committed = commits.at(-1) ?? -1
    const planned = offsets.at(-1) ?? -1
    if (planned > this.#committed + 1 || planned < this.#committed)
      throw new MillraceError(
        'MILLRACE_CHECKPOINT_DAMAGED',
        `The checkpoint's last planned batch is ${planned} and its last committed one is ${this.#committed}: expected the same or one more, so log files are missing.`,
      )
    const first = await checkpoint.startOffset(() => source.initialOffset())
    this.#position = this.#committed < 0 ? first : (await checkpoint.offsets.read(this.#committed)).end
    if (planned > this.#committed) {
      const { end } = await checkpoint.offsets.read(planned)
      this.#pending = { batchId: planned, start: this.#position, end, latest: end }
    }
    await state.restore(checkpoint, this.#committed)
    if (this.#committed >= 0) await outputs.replaceAll(this.#committed, state)
  }

  /**
   * Runs until the trigger is done or the signal fires: then a batch that still reads is abandoned, one that is committing is
   * finished. Throws the error that ends the query.
   */
  async run(signal: AbortSignal, listener: StreamingQueryListener): Promise<void> {
    const { source, trigger } = this.#context
    this.#signal = signal
    this.#listener = listener
    const clock = new TriggerClock(trigger)
    if (trigger.kind !== 'processingTime') await this.#persistently(() => source.pin())
    while (!signal.aborted) {
      const ran = await this.#persistently(() => this.#trigger())
      if (signal.aborted) return
      if (trigger.kind === 'once' || (trigger.kind === 'availableNow' && ran === false)) return
      if (trigger.kind === 'processingTime') await clock.next(signal)
    }
  }

  /** One trigger; false when there was no data. */
  async #trigger(): Promise<boolean> {
    const { queryId, runId, source } = this.#context
    const listener = this.#listener
    const clock = new StepClock()
    this.#pending ??= await this.#plan(clock)
    if (this.#pending === undefined) {
      listener.onQueryIdle?.({ id: queryId, runId, timestamp: new Date().toISOString() })
      return false
    }
    const batch = this.#pending
    const progress = await this.#runBatch(batch, clock)
    this.#pending = undefined
    this.#position = batch.end
    this.#committed = batch.batchId
    listener.onQueryProgress?.(progress)
    await source.committed(batch.end)
    return true
  }

  async #plan(clock: StepClock): Promise<PendingBatch | undefined> {
    const { checkpoint, limit, source, trigger } = this.#context
    if (this.#plannedAt === undefined) {
      const { end, latest } = await clock.time('latestOffset', () =>
        source.latestOffset(this.#position, trigger.kind === 'once' ? 'all' : limit),
      )
      if (isDeepStrictEqual(end, this.#position)) return undefined
      const batch = { batchId: this.#committed + 1, start: this.#position, end, latest }
      this.#plannedAt = { batch, timestamp: clock.startedAt }
    }
    const { batch, timestamp } = this.#plannedAt
    await clock.time('walCommit', () => checkpoint.offsets.add(batch.batchId, { timestamp, end: batch.end }))
    this.#plannedAt = undefined
    return batch
  }

  async #runBatch(batch: PendingBatch, clock: StepClock): Promise<StreamingQueryProgress> {
    const { checkpoint, executor, outputs, source, state } = this.#context
    if (this.#stateIsDirty) {
      await state.restore(checkpoint, this.#committed)
      this.#stateIsDirty = false
    }
    const writers = await beginWriters(outputs.appendSinks, batch.batchId)
    try {
      const results = await clock.time('addBatch', () => runTasks(batch, source, executor, writers, this.#signal))
      this.#stateIsDirty = true
      state.merge(results)
      await clock.time('stateCommit', () => state.write(checkpoint, batch.batchId))
      await clock.time('sinkCommit', async () => {
        await Promise.all([...writers.values()].flat().map(writer => writer.commit()))
        await outputs.replaceAll(batch.batchId, state)
      })
      await clock.time('commitOffsets', () => checkpoint.commits.add(batch.batchId, ['{"nextBatchWatermarkMs":0}']))
      this.#stateIsDirty = false
      const progress = describeBatch(this.#context, batch, totalCounts(results), clock)
      await state.purge(checkpoint, batch.batchId)
      await checkpoint.purge(batch.batchId, BATCHES_KEPT)
      return progress
    } catch (error) {
      await abortAll(writers)
      throw error
    }
  }

  /** Does `work` until it succeeds, waiting after errors that may pass; undefined when the signal fires meanwhile. */
  async #persistently<T>(work: () => Promise<T>): Promise<T | undefined> {
    const listener = this.#listener
    const signal = this.#signal
    for (;;) {
      try {
        const result = await work()
        this.#backoff.reset()
        if (this.#interrupted) listener.onQueryRecovered?.()
        this.#interrupted = false
        return result
      } catch (error) {
        if (signal.aborted) return undefined
        if (!isRetryable(error)) throw error
        if (!this.#interrupted) listener.onQueryInterrupted?.(asMillraceError(error))
        this.#interrupted = true
        await this.#backoff.wait(signal).catch(() => {})
      }
    }
  }
}

async function abortAll(writers: ReadonlyMap<string, readonly BatchWriter[]>): Promise<void> {
  await Promise.allSettled([...writers.values()].flat().map(writer => writer.abort()))
}
