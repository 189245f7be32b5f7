const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** Bytes of a size such as "128MB" (decimal), "4MiB" (binary) or "1024"; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  if (match === null) return undefined
  const unit = UNITS[match[2].toLowerCase()]
  const bytes = unit === undefined ? Number.NaN : Math.round(Number(match[1]) * unit)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes for people, in decimal units: `3.6 MB`. */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  for (; value >= 1000 && unit < DECIMAL.length - 1; unit++) value /= 1000
  return `${unit === 0 ? value : value.toFixed(1)} ${DECIMAL[unit]}`
}
