/**
 * Orders paths so that of a rotated log the oldest comes first: `access.log.10.gz`, `access.log.2.gz`, `access.log.1`,
 * `access.log`. Everything else is by name, numbers in names by their value, so `app-2.log` comes before `app-10.log`.
 */
export function compareByRotation(a: string, b: string): number {
  const left = rotationOf(a)
  const right = rotationOf(b)
  // Made for several files only: it takes longer than the rest of a short report's start.
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare(left.base, right.base) || right.age - left.age || (a < b ? -1 : a > b ? 1 : 0)
}

let collator: Intl.Collator | undefined

function rotationOf(path: string): { base: string; age: number } {
  const plain = path.replace(/\.(gz|zst|zstd)$/i, '')
  const match = /^(.+)\.(\d{1,5})$/.exec(plain)
  return match === null ? { base: plain, age: 0 } : { base: match[1], age: Number(match[2]) + 1 }
}
