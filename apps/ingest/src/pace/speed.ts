import type { LineBlock } from '@millrace/log-parser'
import { logTime } from './log-time.ts'
import type { Pacer } from './pacer.ts'

/** The log's clock may go back by this much (lines are written when requests end) without starting a new replay. */
const BACKWARDS_MS = 60 * 60 * 1000
const LONGEST_WAIT_MS = 1000

/**
 * Replays lines by the log's own clock, `speed` times as fast: 60 is a minute a second. A line without a time goes with the one
 * before it. Where the clock goes back by more than an hour (the next of several files), the replay starts anew from there.
 */
export class SpeedPacer implements Pacer {
  readonly #speed: number
  /** Log time and wall time that belong together. */
  #origin: { readonly log: number; readonly wall: number } | null = null
  #latest = Number.NEGATIVE_INFINITY

  constructor(speed: number) {
    this.#speed = speed
  }

  allow(block: LineBlock, now: number): { readonly lines: number } | { readonly wait: number } {
    for (let i = 0; i < block.count; i++) {
      const time = logTime(block.bytes, block.starts[i], block.ends[i])
      if (Number.isNaN(time)) continue
      if (this.#origin === null || time < this.#latest - BACKWARDS_MS) {
        this.#origin = { log: time, wall: now }
        this.#latest = time
      }
      const due = this.#origin.wall + (time - this.#origin.log) / this.#speed
      if (due > now) return i > 0 ? { lines: i } : { wait: Math.min(due - now, LONGEST_WAIT_MS) }
      this.#latest = Math.max(this.#latest, time)
    }
    return { lines: block.count }
  }
}
