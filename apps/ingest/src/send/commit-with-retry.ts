import type { LineProducer, LineTransaction } from '@millrace/engine'
import { Backoff } from '@millrace/engine/backoff'
import { asMillraceError, isRetryable } from '@millrace/errors'
import type { Logger } from '@millrace/logging'

/** When to end trying. */
export interface Patience {
  /** Ends trying when the target is known to be away; a try that is not slow yet goes on. */
  readonly finish: AbortSignal
  /** Ends a try on its way too. */
  readonly giveUp: AbortSignal
}

/** A commit that takes longer is worth a word. */
const SLOW_MS = 5000

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
  let said = false
  // Not AbortSignal.any: what that makes lives as long as its sources, and there is one for every transaction.
  const ended = new AbortController()
  const { signal } = ended
  const end = (): void => ended.abort()
  const endWhenAway = (): void => {
    if (said && patience.finish.aborted) end()
  }
  const say = (text: string): void => {
    if (!said) log.warn(text)
    said = true
    endWhenAway()
  }
  if (patience.giveUp.aborted) end()
  patience.giveUp.addEventListener('abort', end)
  patience.finish.addEventListener('abort', endWhenAway)
  const slow = setTimeout(() => say(`${producer.description} has not answered for a while; still trying.`), SLOW_MS)
  try {
    const backoff = new Backoff()
    for (;;) {
      try {
        await producer.commit(transaction, signal)
        if (said) log.info(`${producer.description} is back; sending goes on.`)
        return
      } catch (error) {
        if (!isRetryable(error) || signal.aborted || patience.finish.aborted) throw error
        say(`${asMillraceError(error).message} Trying again until it works.`)
      }
      await backoff.wait(signal).catch(() => {})
    }
  } finally {
    clearTimeout(slow)
    patience.giveUp.removeEventListener('abort', end)
    patience.finish.removeEventListener('abort', endWhenAway)
  }
}
