import type { LineBlock } from '@millrace/log-parser'
import type { Pacer } from './pacer.ts'

/** Lines go in portions of at most this time's worth. */
const PORTION_MS = 50
/** Time lost (a broker away, a busy machine) is made up for by at most this much. */
const BURST_MS = 1000

/**
 * So many lines a second, evenly: a token bucket that fills continuously and holds one second's worth, so that the average is
 * exact as long as the target keeps up.
 */
export class RatePacer implements Pacer {
  readonly #msPerLine: number
  readonly #portion: number
  /** When the next line is due. */
  #due: number | null = null

  constructor(linesPerSecond: number) {
    this.#msPerLine = 1000 / linesPerSecond
    this.#portion = Math.max(1, Math.round(PORTION_MS / this.#msPerLine))
  }

  allow(block: LineBlock, now: number): { readonly lines: number } | { readonly wait: number } {
    this.#due = Math.max(this.#due ?? now, now - BURST_MS)
    const wanted = Math.min(this.#portion, block.count)
    const last = this.#due + (wanted - 1) * this.#msPerLine
    if (last > now) return { wait: last - now }
    const lines = Math.min(block.count, Math.floor((now - this.#due) / this.#msPerLine) + 1)
    this.#due += lines * this.#msPerLine
    return { lines }
  }
}
