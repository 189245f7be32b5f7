import { performance } from 'node:perf_hooks'
import type { ColumnBatch } from '@millrace/columns'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import type { OutputMode } from '../connector/sink.ts'
import type { PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import type { MainInputs, MainStage } from '../operators/main-stage.ts'
import type { WatermarkOperator } from '../optimise/pipeline.ts'
import type { StateOperatorProgress } from '../runtime/progress/progress.ts'
import type { AggregateState } from './aggregate-state.ts'
import { type EventTimes, eventTimesOf } from './event-times.ts'
import { SnapshotSchedule } from './snapshot-schedule.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import type { BatchWatermarks, StatefulOperator } from './stateful-operator.ts'
import { endBatch, pieces, progressOf, type TimedOperator, timedOperator } from './timed-operator.ts'

/** What goes to disk beyond the memory, as a share of it, so that it does not happen after every batch. */
const KEPT_SHARE = 0.5

/** Where the state of a query may be. */
export interface StateMemory {
  /** Most bytes in memory between batches. */
  readonly bytes: number
  /** Gives local disk for what is beyond. */
  readonly space: () => SpillSpace
}

/** Empty states of a query's operators. */
export interface OperatorStates {
  /** One per aggregation of the plan. */
  readonly aggregations: readonly AggregateState[]
  /** Those of the main stage, by number, and how far the watermark of each is behind the query's in milliseconds. */
  readonly main: readonly { readonly state: StatefulOperator; readonly lagMs: number }[]
}

/** The state of all operators of a query: `0`, `1` ... of the aggregations, `main-0`, `main-1` ... of the main stage. */
export class QueryState {
  readonly #create: (space: SpillSpace | null) => OperatorStates
  readonly #memory: StateMemory | null
  #space: SpillSpace | null = null
  readonly #watermarkOperators: readonly WatermarkOperator[]
  #aggregations: readonly TimedOperator<AggregateState>[] = []
  #main: readonly TimedOperator[] = []
  #eventTimes: EventTimes | null = null
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #schedule = new SnapshotSchedule()

  /**
   * @param create makes empty states, with local disk for what memory has no room for
   * @param watermarks the aggregations that hold the newest event times
   * @param memory null keeps everything in memory
   */
  constructor(
    create: (space: SpillSpace | null) => OperatorStates,
    watermarks: readonly WatermarkOperator[] = [],
    memory: StateMemory | null = null,
  ) {
    this.#create = create
    this.#memory = memory
    this.#watermarkOperators = watermarks
    this.#clear()
  }

  get #operators(): readonly TimedOperator[] {
    return [...this.#aggregations, ...this.#main]
  }

  /** The watermark for the batch after this one: Spark's policy, the least of all event times' watermarks, and never back. */
  nextWatermarkMs(current: number): number {
    const watermarks = new Map<string, number>()
    for (const { aggregation, isMain = false, delayMs, group } of this.#watermarkOperators) {
      const key = group === undefined ? `alone ${isMain} ${aggregation}` : `group ${group}`
      const [newest] = (isMain ? this.#main[aggregation].state : this.#aggregations[aggregation].state).stateRows()
        .columns
      const none = !('values' in newest) || newest.nullCount > 0 || newest.length === 0
      const watermark = none ? 0 : Math.trunc(Number(newest.values[0]) / 1000) - delayMs
      watermarks.set(key, Math.max(watermarks.get(key) ?? 0, watermark))
    }
    return watermarks.size === 0 ? current : Math.max(current, Math.min(...watermarks.values()))
  }

  /** True when the query has an event time. */
  get hasWatermark(): boolean {
    return this.#watermarkOperators.length > 0
  }

  /** The event times of the last batch, in microseconds since 1970; null where it had none. Of several event times the first. */
  get eventTimes(): EventTimes | null {
    return this.#eventTimes
  }

  /** True when a higher watermark alone can change the state or what is emitted. */
  get hasEventTime(): boolean {
    return this.#operators.some(({ state }) => state.hasEventTime)
  }

  /** True when a timer on processing time has come: a batch without data runs it. */
  isDue(processingTimeMs: number): boolean {
    return this.#main.some(({ state }) => state.isDue?.(processingTimeMs) === true)
  }

  /** Goes back to the state after a committed batch; -1 means before the first. */
  async restore(checkpoint: Pick<Checkpoint, 'state'>, batchId: number): Promise<void> {
    this.#clear()
    if (batchId < 0 || this.#operators.length === 0) return
    for (const version of await checkpoint.state.chain(batchId)) {
      await checkpoint.state.read(version, ({ operators, watermarkMs, part }) => {
        for (const { name, state, lagMs } of this.#operators) {
          const bytes = operators.get(name)
          if (bytes === undefined && part > 0) continue
          const given = bytes ?? new Uint8Array(0)
          if (version.kind === 'snapshot') state.restore(given, behind(watermarkMs, lagMs), part === 0)
          else state.apply(given, behind(watermarkMs, lagMs))
        }
        this.settle()
      })
      this.#schedule.count(version.kind, version.bytes)
    }
  }

  /** Begins a batch. */
  beginBatch(watermarks: BatchWatermarks): void {
    this.#watermarks = watermarks
    for (const operator of this.#operators) {
      const { state, lagMs } = operator
      state.beginBatch({ eviction: behind(watermarks.eviction, lagMs), late: behind(watermarks.late, lagMs) })
      operator.updating = 0
    }
  }

  /** Adds partial aggregates by aggregation of the plan; those of a batch come in the order of its tasks. */
  merge(partials: readonly (PartialResult | undefined)[]): void {
    for (const [i, operator] of this.#aggregations.entries()) {
      const partial = partials[i]
      if (partial === undefined) continue
      const start = performance.now()
      operator.state.merge(partial)
      operator.updating += performance.now() - start
    }
  }

  /** Brings what was merged into the aggregations, and takes out what is over. */
  endAggregations(): void {
    this.#eventTimes = this.#watermarkOperators.reduce<EventTimes | null>(
      (found, { aggregation, isMain = false }) =>
        found ?? (isMain ? null : eventTimesOf(this.#aggregations[aggregation].state.comingRows())),
      null,
    )
    for (const operator of this.#aggregations) endBatch(operator)
  }

  /** Runs the main stage, which ends the batch of its operators. */
  runMain(
    stage: MainStage,
    rows: ReadonlyMap<string, ColumnBatch>,
    given: Pick<MainInputs, 'table' | 'processingTimeMs'>,
  ): ReadonlyMap<string, ColumnBatch> {
    const start = performance.now()
    const results = stage.run({
      rows: name => rows.get(name)!,
      aggregated: (i, mode) => this.rows(i, mode),
      ...given,
      eventTimes: rows => void (this.#eventTimes ??= eventTimesOf(rows)),
      state: i => this.#main[i].state,
    })
    const share = (performance.now() - start) / (this.#main.length || 1)
    for (const operator of this.#main) operator.updating = share
    return results
  }

  /** Writes the batch's changes, or from time to time everything, as one file. */
  async write(checkpoint: Checkpoint, batchId: number): Promise<void> {
    const all = this.#operators
    if (all.length === 0) return
    const kind = this.#schedule.next()
    const operators = new Map(all.map(operator => [operator.name, pieces(operator, kind)]))
    const start = performance.now()
    const size = await checkpoint.state.write(batchId, kind, { watermarkMs: this.#watermarks.eviction, operators })
    const taken = performance.now() - start
    const encoding = all.reduce((sum, { committing }) => sum + committing, 0) || 1
    for (const operator of all) operator.committing *= taken / encoding
    this.#schedule.count(kind, size)
  }

  /**
   * Between batches: moves state to disk when there is more of it in memory than may be. MILLRACE_DISK_FULL or MILLRACE_FILE_SYSTEM
   * where that cannot be done; the state is then to be restored.
   */
  settle(): void {
    if (this.#memory === null) return
    const { bytes } = this.#memory
    const used = this.#operators.reduce((sum, { state }) => sum + state.memoryUsedBytes, 0)
    if (used <= bytes) return
    const share = (KEPT_SHARE * bytes) / used
    for (const { state } of this.#operators) state.spill?.(Math.floor(state.memoryUsedBytes * share))
  }

  /** Gives local disk back; the state is not to be used any more. */
  close(): void {
    this.#space?.close()
    this.#space = null
  }

  /** The rows of aggregation i: all, those that the last batch changed, or those that it ended. */
  rows(i: number, mode: OutputMode = 'complete'): ColumnBatch {
    return this.#aggregations[i].state.rows(mode)
  }

  /** True where no operator keeps state. */
  get isEmpty(): boolean {
    return this.#operators.length === 0
  }

  /** The whole state of each operator, by its name, as a table for people. */
  stateRows(): ReadonlyMap<string, ColumnBatch> {
    return new Map(this.#operators.map(({ name, state }) => [name, state.stateRows()]))
  }

  progress(): StateOperatorProgress[] {
    return this.#operators.map(progressOf)
  }

  #clear(): void {
    this.close()
    this.#space = this.#memory?.space() ?? null
    const { aggregations, main } = this.#create(this.#space)
    this.#aggregations = aggregations.map((state, i) => timedOperator(String(i), state))
    this.#main = main.map(({ state, lagMs }, i) => timedOperator(`main-${i}`, state, lagMs))
    this.#schedule = new SnapshotSchedule()
  }
}

/** A watermark that is some way behind another; it starts at 0, as every one does. */
export const behind = (watermarkMs: number, lagMs: number): number => Math.max(0, watermarkMs - lagMs)
