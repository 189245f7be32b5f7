import { isDeepStrictEqual } from 'node:util'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import type { BatchWriter } from '../../connector/sink.ts'
import type { Offset, ReadLimit, Source } from '../../connector/source.ts'
import type { PartialResult } from '../../operators/aggregate/partial-aggregator.ts'
import type { QueryState } from '../../state/query-state.ts'
import type { Trigger } from '../trigger/trigger.ts'
import { TriggerClock } from '../trigger/trigger-clock.ts'
import type { TaskExecutor } from '../worker/task-executor.ts'
import { abortable } from './abortable.ts'
import { type BatchCounts, beginWriters, runTasks, totalCounts } from './batch-tasks.ts'
import { describeBatch } from './describe-batch.ts'
import type { ExecutionMonitor } from './execution-monitor.ts'
import { Housekeeping } from './housekeeping.ts'
import { type Interruption, Interruptions } from './interruptions.ts'
import type { MainRun } from './main-run.ts'
import type { QueryOutputs } from './query-outputs.ts'
import type { PendingBatch, Recovered } from './recovery.ts'
import { Retries, type RetryOptions } from './retries.ts'
import { settleAll } from './settle-all.ts'
import { StepClock } from './step-clock.ts'

export interface ExecutionContext {
  readonly queryId: string
  readonly runId: string
  readonly name: string | null
  readonly source: Source
  readonly outputs: QueryOutputs
  readonly state: QueryState
  readonly checkpoint: Checkpoint
  /** Where the query stands. */
  readonly recovered: Recovered
  readonly executor: TaskExecutor
  readonly trigger: Trigger
  readonly limit: ReadLimit
  readonly retry: RetryOptions
  readonly malformedReasons: readonly string[]
  /** Null where no output needs it. */
  readonly main: MainRun | null
}

/**
 * Spark's MicroBatchExecution: latest offsets, `offsets/N`, the batch, its state and sinks, `commits/N`. A failure that may pass is
 * met by running the same batch again; nothing of it was committed.
 */
export class MicroBatchExecution {
  readonly #context: ExecutionContext
  readonly #retries: Retries
  readonly #housekeeping: Housekeeping
  #committed: number
  #position: Offset
  /** The watermark of the last committed batch, and that of the next, in milliseconds since 1970. */
  #watermarkMs: number
  #nextWatermarkMs: number
  #pending: PendingBatch | undefined
  /** Computed but perhaps not logged: a retry logs the same, so that it knows its own file again. */
  #plannedAt: PendingBatch | undefined
  #stateIsDirty = false
  /** When the last trigger that came to an end had started, in milliseconds since 1970. */
  #lastTrigger: number | undefined
  /** When `run` was called, in milliseconds since 1970. */
  #startedAt = 0
  #monitor: ExecutionMonitor = {}
  #lease: Interruption | undefined
  #signal: AbortSignal = new AbortController().signal

  constructor(context: ExecutionContext) {
    this.#context = context
    this.#retries = new Retries(context.retry)
    this.#housekeeping = new Housekeeping(context)
    this.#committed = context.recovered.committed
    this.#position = context.recovered.position
    this.#watermarkMs = context.recovered.watermarkMs
    this.#nextWatermarkMs = context.recovered.nextWatermarkMs
    this.#pending = context.recovered.pending
  }

  /** Restores the state, and what the outputs show, to the last committed batch. */
  async restore(): Promise<void> {
    const { checkpoint, state, outputs } = this.#context
    await state.restore(checkpoint, this.#committed)
    if (this.#committed >= 0) await outputs.restore(this.#committed, state, { pending: this.#pending !== undefined })
  }

  /**
   * Runs until the trigger is done or the signal fires: then a batch that still reads is abandoned, one that is committing is
   * finished. Throws the error that ends the query.
   */
  async run(signal: AbortSignal, monitor: ExecutionMonitor): Promise<void> {
    const { checkpoint, source, trigger } = this.#context
    this.#signal = signal
    this.#monitor = monitor
    this.#startedAt = Date.now()
    const interruptions = new Interruptions(monitor)
    const batches = interruptions.create()
    this.#lease = interruptions.create()
    checkpoint.watchLease(this.#lease)
    const clock = new TriggerClock(trigger)
    if (trigger.kind !== 'processingTime')
      await this.#retries.run(() => abortable(source.pin(), signal), signal, batches)
    while (!signal.aborted) {
      clock.start()
      const ran = await this.#retries.run(() => this.#trigger(), signal, batches)
      if (ran === undefined || trigger.kind === 'once' || (trigger.kind === 'availableNow' && !ran)) return
      if (trigger.kind === 'processingTime') await clock.next(signal, ran)
    }
  }

  /** One trigger; false when there was no data. */
  async #trigger(): Promise<boolean> {
    const { queryId, runId, source } = this.#context
    const clock = new StepClock()
    this.#monitor.onTriggerStarted?.(`Getting offsets from ${source.description}`)
    await this.#refreshLatest()
    this.#pending ??= await this.#plan(clock)
    const batch = this.#pending
    if (batch === undefined) {
      this.#lastTrigger = clock.startedAt
      this.#monitor.onQueryIdle?.({ id: queryId, runId, timestamp: new Date().toISOString() })
      return false
    }
    this.#monitor.onBatchStarted?.()
    const counts = await this.#runBatch(batch, clock)
    this.#pending = undefined
    this.#position = batch.end
    this.#committed = batch.batchId
    this.#watermarkMs = batch.watermarkMs
    this.#monitor.onQueryProgress?.(describeBatch(this.#context, batch, counts, clock, this.#lastTrigger))
    // What was committed has reached the checkpoint.
    this.#lease?.recovered()
    this.#lastTrigger = clock.startedAt
    await this.#housekeeping.afterCommit(batch, message => this.#monitor.onWarning?.(message))
    return true
  }

  /** A batch that was planned before this trigger does not ask for the newest offsets, but the lag goes on growing. */
  async #refreshLatest(): Promise<void> {
    const { limit, source } = this.#context
    const batch = this.#pending ?? this.#plannedAt
    if (batch === undefined) return
    try {
      const { latest } = await abortable(source.latestOffset(this.#position, limit), this.#signal)
      this.#tellLag(latest)
      if (this.#pending !== undefined) this.#pending = { ...this.#pending, latest }
    } catch {
      // The batch itself says what is wrong with the source.
    }
  }

  #tellLag(latest: Offset): void {
    this.#monitor.onSourceLag?.(this.#context.source.distance(this.#position, latest))
  }

  async #plan(clock: StepClock): Promise<PendingBatch | undefined> {
    const { checkpoint, limit, source, trigger } = this.#context
    if (this.#plannedAt === undefined) {
      const { end, latest } = await clock.time('latestOffset', () =>
        abortable(source.latestOffset(this.#position, trigger.kind === 'once' ? 'all' : limit), this.#signal),
      )
      this.#tellLag(latest)
      if (isDeepStrictEqual(end, this.#position) && !this.#watermarkMoves() && !this.#timersAreDue(clock.startedAt))
        return undefined
      const batch = {
        batchId: this.#committed + 1,
        start: this.#position,
        end,
        latest,
        timestamp: clock.startedAt,
        watermarkMs: this.#nextWatermarkMs,
        lateMs: this.#watermarkMs,
      }
      this.#plannedAt = batch
    }
    const batch = this.#plannedAt
    const { end, timestamp, watermarkMs } = batch
    checkpoint.assertHeld()
    await clock.time('walCommit', () => checkpoint.offsets.add(batch.batchId, { timestamp, end, watermarkMs }))
    this.#plannedAt = undefined
    return batch
  }

  /** Spark's batch without data: a watermark that has moved on lets state go, and rows out of it. */
  #watermarkMoves(): boolean {
    return this.#context.state.hasEventTime && this.#nextWatermarkMs > this.#watermarkMs
  }

  /**
   * Timers on processing time need no data either. Spark runs a batch at every trigger for them; here one runs when a timer has come. A
   * trigger that ends takes those that had come when it began.
   */
  #timersAreDue(now: number): boolean {
    const { state, trigger } = this.#context
    return state.isDue(trigger.kind === 'processingTime' ? now : this.#startedAt)
  }

  async #runBatch(batch: PendingBatch, clock: StepClock): Promise<BatchCounts> {
    const { checkpoint, executor, main, outputs, source, state } = this.#context
    if (this.#stateIsDirty) {
      await state.restore(checkpoint, this.#committed)
      this.#stateIsDirty = false
    }
    const writers = new Map<string, BatchWriter>()
    try {
      await beginWriters(outputs.appendSinks, batch.batchId, writers)
      const collectors = (await main?.begin(batch.batchId)) ?? new Map<string, BatchWriter>()
      state.beginBatch({ eviction: batch.watermarkMs, late: batch.lateMs })
      const merge = (partials: readonly PartialResult[]): void => {
        this.#stateIsDirty = true
        state.merge(partials)
      }
      const counts = await clock.time('addBatch', () =>
        runTasks({
          batch,
          source,
          executor,
          writers: new Map([...writers, ...collectors]),
          merge,
          signal: this.#signal,
        }),
      )
      // Also without data: what is over goes.
      this.#stateIsDirty = true
      state.endAggregations()
      const mainRows = await main?.run(collectors, state, batch.timestamp)
      checkpoint.assertHeld()
      await clock.time('stateCommit', () => state.write(checkpoint, batch.batchId))
      await clock.time('sinkCommit', async () => {
        await settleAll([...writers.values()].map(writer => () => writer.commit()))
        await outputs.write(batch.batchId, state, mainRows)
      })
      state.settle()
      checkpoint.assertHeld()
      const nextWatermarkMs = state.nextWatermarkMs(batch.watermarkMs)
      await clock.time('commitOffsets', () => checkpoint.commits.add(batch.batchId, { nextWatermarkMs }))
      this.#nextWatermarkMs = nextWatermarkMs
      this.#stateIsDirty = false
      return totalCounts(counts)
    } catch (error) {
      await Promise.allSettled([...writers.values()].map(writer => writer.abort()))
      throw error
    }
  }
}
