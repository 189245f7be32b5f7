import { setTimeout as delay } from 'node:timers/promises'
import type { Trigger } from '../query/trigger.ts'

/** Start times of Spark's ProcessingTime trigger: whole multiples of the interval; a batch that ran over one starts the next at once. */
export class TriggerClock {
  readonly #interval: number
  #due: number

  constructor(trigger: Trigger) {
    this.#interval = trigger.kind === 'processingTime' ? trigger.intervalMs : 0
    this.#due = this.#following(Date.now())
  }

  /** Resolves when the next batch is due or the signal fires. */
  async next(signal: AbortSignal): Promise<void> {
    const now = Date.now()
    const wait = Math.max(this.#due - now, this.#interval === 0 ? 10 : 0)
    this.#due = this.#following(Math.max(now, this.#due))
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => {})
  }

  #following(now: number): number {
    return this.#interval === 0 ? now : (Math.floor(now / this.#interval) + 1) * this.#interval
  }
}
