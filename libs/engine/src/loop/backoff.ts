import { setTimeout as delay } from 'node:timers/promises'

const FIRST_MS = 500
const LONGEST_MS = 15_000

/** Waiting times between attempts at something that is away: 0.5 s doubling to 15 s, each cut by up to a quarter at random. */
export class Backoff {
  #next = FIRST_MS

  /** Waits; rejects with an AbortError when `signal` fires. */
  async wait(signal: AbortSignal): Promise<void> {
    const milliseconds = this.#next * (1 - Math.random() / 4)
    this.#next = Math.min(this.#next * 2, LONGEST_MS)
    await delay(milliseconds, undefined, { signal })
  }

  reset(): void {
    this.#next = FIRST_MS
  }
}
