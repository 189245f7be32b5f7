import { setTimeout as delay } from 'node:timers/promises'

/** How long an abandoned read may take to notice its signal before nobody waits for it any more, in milliseconds. */
const GRACE = 5000

/** Like the promise, but rejects with the signal's reason as soon as it fires, whatever the promise does afterwards. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}

/**
 * The same items until the signal fires; then throws its reason, even where the source does not listen to the signal. A
 * source that does is given the time to let go of what it holds.
 */
export async function* untilAborted<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  signal.throwIfAborted()
  const iterator = items[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await abortable(iterator.next(), signal)
      if (next.done) return
      yield next.value
      signal.throwIfAborted()
    }
  } finally {
    await withinGrace(iterator.return?.())
  }
}

async function withinGrace(ending: Promise<unknown> | undefined): Promise<void> {
  if (ending === undefined) return
  const over = new AbortController()
  const ended = ending.catch(() => {}).finally(() => over.abort())
  await Promise.race([ended, delay(GRACE, undefined, { signal: over.signal, ref: false }).catch(() => {})])
}
