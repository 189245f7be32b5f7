import type { DictionaryData } from '@millrace/columns'

/** Byte strings by id: what a Dictionary and its plain DictionaryData have in common. Read `bytes` and `offsets` anew after additions. */
export type Entries = Pick<DictionaryData, 'size' | 'offsets' | 'bytes'>

export const entry = (entries: Entries, id: number): Uint8Array =>
  entries.bytes.subarray(entries.offsets[id], entries.offsets[id + 1])

/** Order of two entries by their bytes, unsigned: negative, 0 or positive. */
export function compareEntries(a: Entries, i: number, b: Entries, j: number): number {
  const x = a.bytes
  const y = b.bytes
  const xEnd = a.offsets[i + 1]
  const yEnd = b.offsets[j + 1]
  let p = a.offsets[i]
  let q = b.offsets[j]
  while (p < xEnd && q < yEnd) {
    const difference = x[p++] - y[q++]
    if (difference !== 0) return difference
  }
  return xEnd - p - (yEnd - q)
}

/** Order of two byte strings, unsigned: negative, 0 or positive. */
export const compareBytes = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b)
