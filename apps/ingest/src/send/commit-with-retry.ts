import { setTimeout as delay } from 'node:timers/promises'
import type { LineProducer, LineTransaction } from '@millrace/engine'
import { asMillraceError, isRetryable } from '@millrace/errors'
import type { Logger } from '@millrace/logging'
import { backoff } from './backoff.ts'

/** When to end trying. */
export interface Patience {
  /** Ends waiting for a target that is away; a try on its way goes on. */
  readonly finish: AbortSignal
  /** Ends a try on its way too. */
  readonly giveUp: AbortSignal
}

/**
 * Commits a transaction, again and again while the target is away; that is said once, and once more when it is back. Throws
 * what trying again cannot help, and the last error when a signal ends it.
 */
export async function commitWithRetry(
  producer: LineProducer,
  transaction: LineTransaction,
  log: Logger,
  patience: Patience,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await producer.commit(transaction, patience.giveUp)
      if (attempt > 1) log.info(`${producer.description} is back; sending goes on.`)
      return
    } catch (error) {
      if (!isRetryable(error) || patience.finish.aborted || patience.giveUp.aborted) throw error
      if (attempt === 1) log.warn(`${asMillraceError(error).message} Trying again until it works.`)
    }
    const signal = AbortSignal.any([patience.finish, patience.giveUp])
    await delay(backoff(attempt), undefined, { signal }).catch(() => {})
  }
}
