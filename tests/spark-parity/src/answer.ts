/** A value printed as spark-sql prints it; null for SQL's null. */
export type Cell = string | null

export interface ErrorAnswer {
  /** Spark's error condition (`DIVIDE_BY_ZERO`) and SQLSTATE; null for the few errors that have none. */
  readonly error: { readonly condition: string | null; readonly sqlState: string | null }
}

export interface ColumnAnswer {
  readonly expression: string
  /** Spark's short name of the type: `bigint`, `array<int>`. */
  readonly type: string
  readonly values: readonly Cell[]
}

export interface ExpressionsAnswer {
  readonly columns: readonly (ColumnAnswer | ({ readonly expression: string } & ErrorAnswer))[]
}

export interface ColumnType {
  readonly name: string
  readonly type: string
}

export interface QueryAnswer {
  readonly schema: readonly ColumnType[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface BatchAnswer {
  readonly id: number
  /** Which start of the query ran the batch, from 0. */
  readonly run: number
  /** False for a batch that only moves the watermark on. */
  readonly data: boolean
  /** Event-time watermark in force in the batch, ISO 8601. Absent when the query has none. */
  readonly watermark?: string
  /** What the sink was given. The order has no meaning. */
  readonly rows: readonly (readonly Cell[])[]
}

/** What a stream emitted; with the error when a batch failed at last. */
export interface StreamAnswer extends Partial<ErrorAnswer> {
  readonly schema: readonly ColumnType[]
  readonly batches: readonly BatchAnswer[]
}

export type Answer = ExpressionsAnswer | QueryAnswer | StreamAnswer | ErrorAnswer
