import type { MillraceError } from '@millrace/errors'
import { failedNodes } from '../analyse/failed-node.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { placeOf } from '../plan/place.ts'
import { positionOf, SqlError } from './sql-error.ts'

/** Plans name columns uniquely; people wrote them without that. */
const plainNames = (message: string): string => message.replaceAll(/#\d+\b/g, '')

/** The error with the place of the expression that analysis found it in. */
export function placed(error: MillraceError): MillraceError {
  if (error instanceof SqlError && error.place !== null) return error
  const places = [error, ...failedNodes(error)].map(placeOf)
  const place = places.find(p => p !== null) ?? null
  return new SqlError(error.code, plainNames(error.message), place, error)
}

/** The plan of a view: places in its own text say nothing in that of another statement. */
export const withoutPlaces = (plan: LogicalPlan): LogicalPlan => JSON.parse(JSON.stringify(plan)) as LogicalPlan

/** The error with its position written out in the message, as a SqlError. */
export function withPosition(error: MillraceError, script: string, start = 0): MillraceError {
  if (!(error instanceof SqlError) || error.place === null) return error
  const place = { start: error.place.start + start, end: error.place.end + start }
  const { line, column } = positionOf(script, place)
  return new SqlError(error.code, `${plainNames(error.message)} (line ${line}, column ${column})`, place, error)
}
