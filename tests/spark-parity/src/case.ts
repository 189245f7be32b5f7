/** A value of a table: text is cast to the column's type as SQL does; lists, maps and structs are JSON. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

export type Row = readonly Value[]

export interface TableData {
  /** Column names and types as in Spark's DDL: `id INT, name STRING`. */
  readonly schema: string
  readonly rows: readonly Row[]
}

export interface SourceData {
  readonly schema: string
  /** The n-th list is what this source gives to the n-th batch with data. */
  readonly batches: readonly (readonly Row[])[]
  readonly watermark?: { readonly column: string; readonly delay: string }
  /** Columns for `dropDuplicates` before the query; none means all. */
  readonly dropDuplicates?: readonly string[]
  readonly dropDuplicatesWithinWatermark?: readonly string[]
}

export interface ViewData {
  readonly query: string
  readonly watermark?: SourceData['watermark']
  readonly dropDuplicates?: readonly string[]
}

interface CaseBase {
  /** Unique over all families. */
  readonly name: string
  /** Session time zone; UTC unless given. */
  readonly timeZone?: string
  /** Largest relative difference of a number from Spark's. Equal to the last digit unless given. */
  readonly tolerance?: number
}

/** Scalar expressions over one table `t`, or over a single row without columns. Spark answers them with one query. */
export interface ExpressionsCase extends CaseBase {
  readonly table?: TableData
  readonly expressions: readonly string[]
  /** Expressions whose answer differs on purpose, and why. */
  readonly differs?: Readonly<Record<string, string>>
}

export interface QueryCase extends CaseBase {
  readonly tables?: Readonly<Record<string, TableData>>
  readonly query: string
  /** Rows are compared in their order. */
  readonly ordered?: boolean
  /** Why Millrace's answer differs. */
  readonly differs?: string
}

export type OutputMode = 'append' | 'update' | 'complete'

/** A streaming query over sources (and static tables), run to the end of what its sources have. */
export interface StreamCase extends CaseBase {
  readonly tables?: Readonly<Record<string, TableData>>
  readonly sources: Readonly<Record<string, SourceData>>
  /** Views over sources, tables and the views before them, with a watermark above or with duplicates dropped, which SQL cannot say. */
  readonly views?: Readonly<Record<string, ViewData>>
  readonly query: string
  readonly mode: OutputMode
  /** Indexes of batches with data after which the query has ended by itself and is started again with more data. */
  readonly restartAfter?: readonly number[]
  readonly differs?: string
}

export type ParityCase = ExpressionsCase | QueryCase | StreamCase

export const isExpressions = (c: ParityCase): c is ExpressionsCase => 'expressions' in c
export const isStream = (c: ParityCase): c is StreamCase => 'sources' in c
