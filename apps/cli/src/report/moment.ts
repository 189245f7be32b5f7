import { MillraceError } from '@millrace/errors'

/** What `--from` or `--to` names. */
export interface Moment {
  /** True: a time of the log's own local clock; false: an instant. */
  readonly isLocal: boolean
  /** Its beginning; a local time as if the clock showed UTC. */
  readonly start: Date
  /** The end of the day where a day is named, else the same as `start`. */
  readonly end: Date
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$/
const DAY_MS = 86_400_000

/** Reads a day (`2015-05-17`), a local time (`2015-05-17 10:05`) or an instant (`2015-05-17T10:05:00Z`, `...+02:00`). */
export function parseMoment(option: string, text: string): Moment {
  const [, day, time = '00:00', seconds = ':00', zone] = MOMENT.exec(text) ?? []
  const isDay = text.length === 10
  const clock = Date.parse(`${day}T${time}${seconds}Z`)
  // Date.parse takes 31 June for 1 July.
  const isThere = day !== undefined && !Number.isNaN(clock) && new Date(clock).toISOString().startsWith(day)
  const start = clock - (zone === undefined || zone === 'Z' ? 0 : offsetMs(zone))
  if (!isThere || Number.isNaN(start)) {
    const expected =
      'a day such as 2015-05-17, a local time such as 2015-05-17T10:05, or an instant such as 2015-05-17T10:05:00Z'
    throw new MillraceError('MILLRACE_USAGE', `${option}: ${JSON.stringify(text)} is not ${expected}.`)
  }
  return { isLocal: zone === undefined, start: new Date(start), end: new Date(start + (isDay ? DAY_MS : 0)) }
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  if (Number(hours) > 18 || Number(minutes) > 59) return Number.NaN
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
