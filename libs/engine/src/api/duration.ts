import { MillraceError } from '@millrace/errors'

const UNITS: Readonly<Record<string, number>> = {
  microsecond: 1,
  millisecond: 1e3,
  second: 1e6,
  minute: 6e7,
  hour: 3.6e9,
  day: 8.64e10,
  week: 6.048e11,
}

/**
 * Microseconds of a length of time as Spark's streaming functions take it: `'10 minutes'`, `'1 hour 30 seconds'`. Months and years have
 * no fixed length and are refused, as is anything else, with MILLRACE_ANALYSIS.
 */
export function parseDuration(text: string): number {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, '')
    .split(/\s+/)
  let total = 0
  for (let i = 0; i < words.length; i += 2) {
    const amount = /^[+-]?\d+$/.test(words[i]) ? Number(words[i]) : Number.NaN
    const unit = UNITS[words[i + 1]?.replace(/s$/, '') ?? '']
    if (Number.isNaN(amount) || unit === undefined)
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `"${text}" is not a length of time: expected for example "10 minutes" or "1 hour 30 seconds", in ${Object.keys(UNITS).join('s, ')}s.`,
      )
    total += amount * unit
  }
  return total
}
