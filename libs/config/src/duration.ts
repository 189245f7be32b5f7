const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
}

/**
 * Milliseconds of a duration such as "500ms", "10s", "1.5h" or, as Spark writes it, "10 seconds"; undefined for anything
 * else. A unit is required, except for 0: a bare number would mean seconds to some and milliseconds to others.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  if (match === null) return undefined
  const amount = Number(match[1])
  const word = match[2].toLowerCase()
  if (word === '') return amount === 0 ? 0 : undefined
  const unit = UNITS[word] ?? (word.length > 3 && word.endsWith('s') ? UNITS[word.slice(0, -1)] : undefined)
  return unit === undefined ? undefined : Math.round(amount * unit)
}
