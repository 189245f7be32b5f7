import type { OutputMode } from '../connector/sink.ts'
import type { TimeRange } from './window.ts'

/**
 * What the compiler knows of a dataset besides its rows, as a union: the output modes in which its rows can be written, `'watermark'`
 * when a watermark was set, `'table'` when its rows do not grow.
 */
export type Nature = OutputMode | 'watermark' | 'table'

/** A stream as it is read. */
export type Streaming = 'append' | 'update'

type IsTable<N> = [N] extends ['table'] ? ([N] extends [never] ? false : true) : false

/** Nothing is known: the analyser alone checks it. */
type IsUnknown<N> = [Nature] extends [N] ? true : false

/** True where a key can be the event time, which is a time or a window of times. */
type HasTime<Keys> = [Keys] extends [never]
  ? true
  : true extends { [K in keyof Keys]: [Extract<Keys[K], Date | TimeRange>] extends [never] ? false : true }[keyof Keys]
    ? true
    : false

/** After an aggregation: append mode needs groups that end, so a watermark and its column, or a window of it, among the keys. */
export type Aggregated<N, Keys> =
  IsTable<N> extends true
    ? N
    : IsUnknown<N> extends true
      ? N
      :
          | 'complete'
          // Spark allows one aggregation below an output in update mode.
          | ('complete' extends N ? never : Extract<N, 'update'>)
          | ('watermark' extends N ? (HasTime<Keys> extends true ? 'append' | 'watermark' : never) : never)

/** After a sort: a stream's result can be sorted when it is complete. */
export type Sorted<N> = IsTable<N> extends true ? N : IsUnknown<N> extends true ? N : Extract<N, 'complete'>

/** After a limit, which leaves nothing to update. */
export type Limited<N> = IsUnknown<N> extends true ? N : Exclude<N, 'update'>

/** What only tables allow. */
export type OfTables<N, M> = IsUnknown<N> extends true ? N : Extract<Extract<N, M>, 'table'>

/** After a union. */
export type United<N, M> = Extract<N, M> | Extract<N | M, 'watermark'>

/** After a join: a table leaves a stream as it is, a join of two streams gives rows that do not change. */
export type Joined<N, M> =
  IsTable<M> extends true
    ? N
    : IsTable<N> extends true
      ? M
      : true extends IsUnknown<N> | IsUnknown<M>
        ? N | M
        : Exclude<Extract<N, M>, 'update'> | Extract<N | M, 'watermark'>

/** Why rows cannot be written in a mode. */
interface Refusals {
  append: 'append mode is for rows that never change: set withWatermark before groupBy or dropDuplicatesWithinWatermark, group by its column or a window of it, do not sort'
  update: 'update mode is not for tables, joins of streams, sorted or limited rows, or an aggregation of an aggregation'
  complete: 'complete mode is for aggregations of streams'
}

/** What a sink of a mode asks of the options beside it: nothing, or what cannot be given. */
export type ModeFits<M extends OutputMode, N> = [M & N] extends [never] ? { readonly outputMode: Refusals[M] } : unknown

/** After an operator that needs a watermark: without one there is no mode for it. */
export type Watermarked<N> = 'watermark' extends N ? N : never
