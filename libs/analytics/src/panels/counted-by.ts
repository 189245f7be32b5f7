import { asc, col, count, type Dataset, desc, sum } from '@millrace/engine/core'
import type { PanelLogs } from './panel-analysis.ts'
import type { PanelRow } from './panel-row.ts'

/** A text and the requests with it. */
export interface Counted {
  readonly name: string | null
  readonly requests: bigint
  readonly bytes: number | bigint | null
}

type TextColumn = { [K in keyof PanelRow]: string extends PanelRow[K] ? K : never }[keyof PanelRow]

/** Requests and bytes by a column of texts, which is called `name`. */
export const countedBy = (logs: PanelLogs, column: TextColumn): Dataset<Counted> =>
  logs
    .withColumn('name', col(column) as never)
    .groupBy('name' as never)
    .agg({ requests: count(), bytes: sum('bytes') }) as unknown as Dataset<Counted>

/** Those with most requests first; ties by name. */
export const ranked = (rows: Dataset<Counted>) => rows.orderBy(desc('requests'), asc('name'))

export const named = (rows: Dataset<Counted>) => rows.filter(col('name').isNotNull())
