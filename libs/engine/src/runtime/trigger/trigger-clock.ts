import { setTimeout as delay } from 'node:timers/promises'
import type { Trigger } from './trigger.ts'

/** Spark's pollingDelay: how long a trigger without interval waits when there was no data, in milliseconds. */
const POLLING_DELAY = 10
/** The longest time that a timer takes. */
const LONGEST_TIMER = 0x7fffffff

/** What the clock needs of the world. */
export interface Time {
  now(): number
  /** Resolves after so many milliseconds, or when the signal fires. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

const realTime: Time = {
  now: Date.now,
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => {}),
}

/**
 * Start times of Spark's ProcessingTime trigger: the first batch at once, then whole multiples of the interval; a batch that
 * ran over one is followed by the next at once.
 */
export class TriggerClock {
  readonly #interval: number
  readonly #time: Time
  #due = 0

  constructor(trigger: Trigger, time: Time = realTime) {
    this.#interval = trigger.kind === 'processingTime' ? trigger.intervalMs : 0
    this.#time = time
  }

  /** A trigger starts. */
  start(): void {
    const now = this.#time.now()
    // Timers may fire a little early: the time that was waited for is not waited for again.
    this.#due = this.#following(now < this.#due && this.#due - now < this.#interval / 2 ? this.#due : now)
  }

  /** Resolves when the next trigger is due or the signal fires. `busy`: this one had data. */
  async next(signal: AbortSignal, busy: boolean): Promise<void> {
    if (this.#interval === 0) {
      if (!busy) await this.#time.sleep(POLLING_DELAY, signal)
      return
    }
    // A clock that was set back must not make one wait longer than an interval.
    let left = Math.min(this.#due - this.#time.now(), this.#interval)
    for (; left > 0 && !signal.aborted; left -= LONGEST_TIMER)
      await this.#time.sleep(Math.min(left, LONGEST_TIMER), signal)
  }

  #following(now: number): number {
    return this.#interval === 0 ? now : (Math.floor(now / this.#interval) + 1) * this.#interval
  }
}
