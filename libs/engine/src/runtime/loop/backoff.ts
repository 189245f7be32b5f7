import { setTimeout as delay } from 'node:timers/promises'

export interface BackoffOptions {
  /** The first wait, in milliseconds; default 500. */
  readonly firstMs?: number
  /** The longest wait, in milliseconds; default 15,000. */
  readonly longestMs?: number
}

/** Waiting times between attempts at something that is away: doubling from the first to the longest, each cut by up to a quarter at random. */
export class Backoff {
  readonly #first: number
  readonly #longest: number
  #next: number

  constructor({ firstMs = 500, longestMs = 15_000 }: BackoffOptions = {}) {
    this.#first = firstMs
    this.#longest = longestMs
    this.#next = firstMs
  }

  /** The next waiting time in milliseconds. */
  next(): number {
    const milliseconds = this.#next * (1 - Math.random() / 4)
    this.#next = Math.min(this.#next * 2, this.#longest)
    return milliseconds
  }

  /** Waits; rejects with an AbortError when `signal` fires. */
  async wait(signal: AbortSignal): Promise<void> {
    await delay(this.next(), undefined, { signal })
  }

  reset(): void {
    this.#next = this.#first
  }
}
