import { MillraceError } from '@millrace/errors'

/** When batches start, in Spark's words: ProcessingTime(interval), AvailableNow, Once. */
export type Trigger =
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  | { readonly kind: 'availableNow' }
  | { readonly kind: 'once' }

const UNITS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
}

/** A batch every interval, given in milliseconds or as in `'10 seconds'`; a late batch is followed by the next at once. */
export function every(interval: number | string): Trigger {
  const match = typeof interval === 'string' ? /^(\d+) (millisecond|second|minute|hour)s?$/.exec(interval.trim()) : null
  const intervalMs = typeof interval === 'number' ? interval : match ? Number(match[1]) * UNITS[match[2]] : Number.NaN
  if (!(intervalMs >= 0 && Number.isFinite(intervalMs)))
    throw new MillraceError(
      'MILLRACE_USAGE',
      `every(${JSON.stringify(interval)}): expected milliseconds, or a text such as "10 seconds".`,
    )
  return { kind: 'processingTime', intervalMs }
}

/** Everything that is there at the start, in batches of at most the read limit, then the query ends. */
export const availableNow: Trigger = { kind: 'availableNow' }

/**
 * Everything that is there at the start in one batch, whatever the read limit; then the query ends. As in Spark, a start that finds
 * a batch unfinished runs that one alone: `availableNow` goes on with the rest.
 */
export const once: Trigger = { kind: 'once' }
