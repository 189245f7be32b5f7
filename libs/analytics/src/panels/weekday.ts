import { udf } from '@millrace/engine/core'

/** 1 (Monday) to 7 (Sunday) of a number of days since 1970, which began with a Thursday. */
const weekdayNumber = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

export const weekdayOf = udf(weekdayNumber, 'int32', { name: 'weekday' })
