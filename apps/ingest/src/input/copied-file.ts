import { firstBytes } from './first-bytes.ts'
import type { OpenFile } from './open-file.ts'
import type { Tail } from './tail.ts'

/** Fewer equal bytes say nothing: short logs begin alike. */
const LEAST_BYTES = 256

/** True when the file begins like one that is open: it is perhaps being copied or compressed from it. */
export async function isCopyOfOpenFile(file: OpenFile, tails: readonly Tail[]): Promise<boolean> {
  const candidates = tails.filter(tail => tail.consumed.position >= LEAST_BYTES)
  if (candidates.length === 0) return false
  const start = await firstBytes(file)
  if (start.length === 0) return file.compression !== 'none'
  return candidates.some(tail => {
    const head = tail.consumed.head()
    const length = Math.min(head.length, start.length)
    return length >= LEAST_BYTES && Buffer.compare(head.subarray(0, length), start.subarray(0, length)) === 0
  })
}
