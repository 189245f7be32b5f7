import { asMillraceError, isRetryable } from '@millrace/errors'
import { Backoff, type BackoffOptions } from './backoff.ts'
import type { Interruption } from './interruptions.ts'

export interface RetryOptions extends BackoffOptions {
  /** Attempts in a row that may fail before the error ends the query; default: no limit. */
  readonly attempts?: number
}

/** Does things again that failed in a way that may pass, and tells that it does so. */
export class Retries {
  readonly #backoff: Backoff
  readonly #attempts: number
  #failures = 0

  constructor({ attempts = Number.POSITIVE_INFINITY, ...backoff }: RetryOptions = {}) {
    this.#backoff = new Backoff(backoff)
    this.#attempts = attempts
  }

  /**
   * Does `work` until it succeeds. Undefined when the signal fired meanwhile and `work` failed, or waits to be done again.
   * Throws errors that do not pass, and the last of too many.
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal, interruption: Interruption): Promise<T | undefined> {
    while (!signal.aborted) {
      try {
        const result = await work()
        this.#backoff.reset()
        interruption.recovered()
        this.#failures = 0
        return result
      } catch (error) {
        if (signal.aborted && (isRetryable(error) || error === signal.reason)) return undefined
        if (!isRetryable(error) || ++this.#failures >= this.#attempts) throw error
        interruption.failed(asMillraceError(error))
        await this.#backoff.wait(signal).catch(() => {})
      }
    }
    return undefined
  }
}
