import type { DayTimeIntervalType, Interval, YearMonthIntervalType } from '@millrace/columns'

const pad = (n: bigint | number, width: number): string => String(n).padStart(width, '0')

/** Spark's text of a calendar interval: `1 years 2 months 3 days 4 hours 5 minutes 6.789 seconds`. */
export function calendarIntervalText({ months, days, microseconds }: Interval): string {
  const parts: string[] = []
  const unit = (value: number | bigint, name: string): void => {
    if (value !== 0 && value !== 0n) parts.push(`${value} ${name}`)
  }
  unit(Math.trunc(months / 12), 'years')
  unit(months % 12, 'months')
  unit(days, 'days')
  unit(microseconds / 3_600_000_000n, 'hours')
  unit((microseconds / 60_000_000n) % 60n, 'minutes')
  const seconds = microseconds % 60_000_000n
  if (seconds !== 0n) parts.push(`${secondsText(seconds)} seconds`)
  return parts.length === 0 ? '0 seconds' : parts.join(' ')
}

/** Seconds of microseconds without trailing zeros. */
function secondsText(us: bigint): string {
  const sign = us < 0n ? '-' : ''
  const size = us < 0n ? -us : us
  const fraction = size % 1_000_000n
  return `${sign}${size / 1_000_000n}${fraction === 0n ? '' : `.${pad(fraction, 6).replace(/0+$/, '')}`}`
}

/** `1-2`: years and months. */
export function yearMonthText(months: number): string {
  const size = Math.abs(months)
  return `${months < 0 ? '-' : ''}${Math.floor(size / 12)}-${size % 12}`
}

/** `1 02:03:04.000000000`: days, hours, minutes, seconds with nanoseconds. */
export function dayTimeText(us: bigint): string {
  const { sign, days, hours, minutes, seconds, fraction } = dayTimeParts(us)
  return `${sign}${days} ${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(fraction, 6)}000`
}

function dayTimeParts(us: bigint) {
  const size = us < 0n ? -us : us
  return {
    sign: us < 0n ? '-' : '',
    days: size / 86_400_000_000n,
    hours: (size / 3_600_000_000n) % 24n,
    minutes: (size / 60_000_000n) % 60n,
    seconds: (size / 1_000_000n) % 60n,
    fraction: size % 1_000_000n,
    size,
  }
}

/** `INTERVAL '1-2' YEAR TO MONTH`: the literal that gives the value. */
export function yearMonthLiteral(months: number, type: YearMonthIntervalType): string {
  if (type === 'interval_year') return `INTERVAL '${Math.trunc(months / 12)}' YEAR`
  if (type === 'interval_month') return `INTERVAL '${months}' MONTH`
  return `INTERVAL '${yearMonthText(months)}' YEAR TO MONTH`
}

/** `INTERVAL '1 02:03:04.5' DAY TO SECOND`: the literal that gives the value. */
export function dayTimeLiteral(us: bigint, type: DayTimeIntervalType): string {
  const { sign, days, hours, minutes, seconds, fraction, size } = dayTimeParts(us)
  const tail = fraction === 0n ? '' : `.${pad(fraction, 6).replace(/0+$/, '')}`
  const mm = pad(minutes, 2)
  const ss = `${pad(seconds, 2)}${tail}`
  const hh = pad(hours, 2)
  const allHours = pad(size / 3_600_000_000n, 2)
  const allMinutes = pad(size / 60_000_000n, 2)
  const body = {
    interval_dt: `${days} ${hh}:${mm}:${ss}`,
    interval_day: `${days}`,
    interval_day_hour: `${days} ${hh}`,
    interval_day_minute: `${days} ${hh}:${mm}`,
    interval_hour: allHours,
    interval_hour_minute: `${allHours}:${mm}`,
    interval_hour_second: `${allHours}:${mm}:${ss}`,
    interval_minute: allMinutes,
    interval_minute_second: `${allMinutes}:${ss}`,
    interval_second: `${pad(size / 1_000_000n, 2)}${tail}`,
  }[type]
  return `INTERVAL '${sign}${body}' ${dayTimeUnits(type)}`
}

/** The units as SQL writes them: `DAY TO SECOND`, `HOUR`. */
export const dayTimeUnits = (type: DayTimeIntervalType): string =>
  type === 'interval_dt' ? 'DAY TO SECOND' : type.slice('interval_'.length).replace('_', ' TO ').toUpperCase()
