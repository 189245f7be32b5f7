import type { ScalarFunction } from '../function.ts'
import { datetime } from './datetime.ts'
import { intervalArithmetic } from './interval-arithmetic.ts'
import { timeConvert } from './time-convert.ts'
import { timeExtract } from './time-extract.ts'
import { timeMake } from './time-make.ts'
import { timeText } from './time-text.ts'
import { timeTruncate } from './time-truncate.ts'
import { timestampUnits } from './timestamp-units.ts'

/** The families of functions of dates, timestamps and intervals. */
export const timeFamilies: readonly Readonly<Record<string, ScalarFunction>>[] = [
  datetime,
  timestampUnits,
  intervalArithmetic,
  timeText,
  timeTruncate,
  timeMake,
  timeConvert,
  timeExtract,
]
