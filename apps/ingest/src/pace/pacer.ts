import { setTimeout as delay } from 'node:timers/promises'
import type { LineBlock } from '@millrace/log-parser'
import { type SourceLines, splitAfter } from '../input/source-lines.ts'

/** Decides when lines may go. */
export interface Pacer {
  /**
   * How many of the block's lines may go now, or after how many milliseconds to ask again. `now` is a monotonic clock in
   * milliseconds.
   */
  allow(block: LineBlock, now: number): { readonly lines: number } | { readonly wait: number }
}

/** Passes lines on at the pacer's pace; ends when the signal does. */
export async function* paced(
  source: AsyncIterable<SourceLines>,
  pacer: Pacer,
  signal: AbortSignal,
): AsyncGenerator<SourceLines> {
  for await (const lines of source) {
    let rest = lines
    while (rest.block.count > 0) {
      const allowed = pacer.allow(rest.block, performance.now())
      if ('wait' in allowed) {
        await delay(Math.max(1, allowed.wait), undefined, { signal }).catch(() => {})
        if (signal.aborted) return
      } else if (allowed.lines < rest.block.count) {
        const [head, tail] = splitAfter(rest, allowed.lines)
        yield head
        rest = tail
      } else break
    }
    yield rest
  }
}
