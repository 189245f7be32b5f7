import { type FixedColumn, isValid } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'

/** Hive's directory for rows without a partition value. */
export const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__'

/** Key of rows whose date is null. */
export const NULL_DAY = Number.NEGATIVE_INFINITY

const DAY_MS = 86_400_000

/** `dt=1995-07-01` for a day since 1970. */
export function partitionName(column: string, day: number): string {
  if (day === NULL_DAY) return `${column}=${NULL_PARTITION}`
  const time = day * DAY_MS
  if (Math.abs(time) > 8.64e15) {
    throw new MillraceError('MILLRACE_ARITHMETIC', `Day ${day} of column ${column} is outside the calendar.`)
  }
  const iso = new Date(time).toISOString()
  return `${column}=${iso.slice(0, iso.indexOf('T'))}`
}

export const dayOf = ({ values, validity }: FixedColumn, row: number): number =>
  isValid(validity, row) ? (values[row] as number) : NULL_DAY

/** The end of the run of rows from `from` on that have the same day. */
export function runEnd(column: FixedColumn, from: number, length: number): number {
  const { validity } = column
  const values = column.values as Int32Array
  const day = dayOf(column, from)
  let row = from + 1
  if (validity === null) while (row < length && values[row] === day) row++
  else while (row < length && dayOf(column, row) === day) row++
  return row
}
