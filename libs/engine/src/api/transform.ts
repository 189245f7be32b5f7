import type { HostValue, Schema, TypeName } from '@millrace/columns'

/** A value of a row as functions see it: see HostValue. */
export type TransformRow = Readonly<Record<string, HostValue>>

/** State of one value for each key. */
export interface ValueState<T extends HostValue = HostValue> {
  exists(): boolean
  /** Null when there is none. */
  get(): T | null
  update(value: T): void
  clear(): void
}

/** A list for each key. */
export interface ListState<T extends HostValue = HostValue> {
  exists(): boolean
  get(): readonly T[]
  put(values: readonly T[]): void
  append(value: T): void
  clear(): void
}

/** A map for each key; its own keys are strings. */
export interface MapState<T extends HostValue = HostValue> {
  exists(): boolean
  get(key: string): T | null
  has(key: string): boolean
  update(key: string, value: T): void
  remove(key: string): void
  entries(): readonly (readonly [string, T])[]
  clear(): void
}

export interface StateOptions {
  /** Milliseconds after its last update at which a value is gone. Default: never. */
  readonly ttlMs?: number
}

/** Gives a processor its state and timers. State may be asked for in `init` alone. */
export interface StatefulHandle {
  valueState<T extends HostValue>(name: string, type: TypeName, options?: StateOptions): ValueState<T>
  listState<T extends HostValue>(name: string, element: TypeName, options?: StateOptions): ListState<T>
  mapState<T extends HostValue>(name: string, value: TypeName, options?: StateOptions): MapState<T>
  /** Calls `handleExpiredTimer` for this key when the clock of the time mode has reached `timeMs` (milliseconds since 1970). */
  registerTimer(timeMs: number): void
  deleteTimer(timeMs: number): void
  timers(): readonly number[]
}

/** The times that a processor may ask for, in milliseconds since 1970. */
export interface TransformTimes {
  /** When the batch was planned: the same when it runs again. */
  readonly processingTimeMs: number
  /** The watermark of the batch. */
  readonly watermarkMs: number
}

/**
 * A program that keeps state by key, as Spark's StatefulProcessor. Called in the engine's own thread; it must give the same for the
 * same rows, state and times, since a batch may run again.
 */
export interface StatefulProcessor {
  /** Called once, before any row. */
  init(handle: StatefulHandle): void
  /** The rows of one key in a batch, in their order; gives rows of the output schema. */
  handleInputRows(
    key: readonly HostValue[],
    rows: readonly TransformRow[],
    times: TransformTimes,
  ): Iterable<TransformRow>
  /** A timer of a key that has come. */
  handleExpiredTimer?(key: readonly HostValue[], timeMs: number, times: TransformTimes): Iterable<TransformRow>
}

export interface TransformOptions<S extends Schema = Schema> {
  /** Makes the processor; called at every start of a query, and when state is restored. */
  readonly processor: () => StatefulProcessor
  /** Columns of the rows that it gives. */
  readonly output: S
  /** The clock of timers. Default none: timers cannot be registered. */
  readonly timeMode?: 'none' | 'processingTime' | 'eventTime'
  /** Names the processor's state in the checkpoint: another name is another processor. */
  readonly name: string
}
