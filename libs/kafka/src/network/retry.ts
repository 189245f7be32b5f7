import { setTimeout as sleep } from 'node:timers/promises'
import { isRetryable, MillraceError } from '@millrace/errors'
import { TransientBrokerError } from './error-codes.ts'

/** Until when an operation may go on. */
export interface Bound {
  /** In terms of `performance.now()`. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
}

export const boundOf = (milliseconds: number, signal?: AbortSignal): Bound => ({
  deadline: performance.now() + milliseconds,
  signal,
})

/** A bound that ends no later than `milliseconds` from now. */
export const within = (bound: Bound, milliseconds: number): Bound => ({
  deadline: Math.min(bound.deadline, performance.now() + milliseconds),
  signal: bound.signal,
})

const FIRST_DELAY = 100
const LAST_DELAY = 2000

export interface RetryOptions {
  /** Also try again while no broker of the cluster answers; otherwise that ends the operation at once. */
  readonly whileUnreachable?: boolean
  /** Milliseconds before the first repetition; doubles up to 2 s. Default 100. */
  readonly firstDelay?: number
}

/**
 * Repeats an operation that failed for a passing reason, with growing pauses, until the bound; then throws
 * MILLRACE_KAFKA_UNREACHABLE with the last reason. The operation looks up leaders and coordinators anew each time.
 */
export async function retry<T>(bound: Bound, operation: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  let delay = options.firstDelay ?? FIRST_DELAY
  for (;;) {
    bound.signal?.throwIfAborted()
    try {
      return await abortable(operation(), bound.signal)
    } catch (error) {
      bound.signal?.throwIfAborted()
      const again =
        error instanceof TransientBrokerError ||
        (options.whileUnreachable === true && isRetryable(error) && unreachable(error))
      if (!again) throw error
      if (performance.now() + delay >= bound.deadline) throw asUnreachable(error)
    }
    await sleep(delay, undefined, { signal: bound.signal })
    delay = Math.min(LAST_DELAY, delay * 2)
  }
}

/** The promise's outcome, or the signal's reason as soon as it is given. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

const unreachable = (error: unknown): boolean =>
  error instanceof MillraceError && error.code === 'MILLRACE_KAFKA_UNREACHABLE'

/** A transient error as the retryable error that leaves the library; anything else unchanged. */
export function asUnreachable(error: unknown): unknown {
  if (!(error instanceof TransientBrokerError)) return error
  return new MillraceError('MILLRACE_KAFKA_UNREACHABLE', error.message, { cause: error })
}
