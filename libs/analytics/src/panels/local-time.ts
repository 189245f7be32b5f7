import { hour, udf } from '@millrace/engine/core'
import { localDay, localTime } from '../log-analyses.ts'
import type { PanelLogs } from './panel-analysis.ts'

/** 1 (Monday) to 7 (Sunday) of a number of days since 1970, a Thursday. */
const weekdayNumber = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

export const weekdayOf = udf(weekdayNumber, 'int32', { name: 'weekday' })

/** With the log's own local day and hour. */
export const withHour = (logs: PanelLogs) => logs.withColumn('day', localDay).withColumn('hour', hour(localTime))
