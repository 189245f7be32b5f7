import { asc, col, count, type Dataset, desc } from '@millrace/engine/core'
import type { PanelLogs } from './panel-analysis.ts'
import type { PanelRow } from './panel-row.ts'
import { sentBytes } from './sent-bytes.ts'

/** A text and the requests with it. */
export interface Counted {
  readonly name: string | null
  readonly requests: bigint
}

/** And the bytes that were sent. */
export interface Weighed extends Counted {
  readonly bytes: number | bigint | null
}

type TextColumn = { [K in keyof PanelRow]: string extends PanelRow[K] ? K : never }[keyof PanelRow]

/** Requests by a column of texts, which is called `name`. */
export const countedBy = (logs: PanelLogs, column: TextColumn): Dataset<Counted> =>
  byName(logs, column).agg({ requests: count() }) as unknown as Dataset<Counted>

/** Requests and bytes by a column of texts, which is called `name`. */
export const weighedBy = (logs: PanelLogs, column: TextColumn): Dataset<Weighed> =>
  byName(logs, column).agg({ requests: count(), bytes: sentBytes }) as unknown as Dataset<Weighed>

const byName = (logs: PanelLogs, column: TextColumn) =>
  logs.withColumn('name', col(column) as never).groupBy('name' as never)

/** Those with most requests first; ties by name. */
export const ranked = <Row extends Counted>(rows: Dataset<Row>): Dataset<Row> =>
  (rows as unknown as Dataset<Counted>).orderBy(desc('requests'), asc('name')) as unknown as Dataset<Row>

/** The requests with a value in a column. */
export const withValue = (logs: PanelLogs, column: TextColumn): PanelLogs =>
  logs.filter(col(column).isNotNull() as never)
