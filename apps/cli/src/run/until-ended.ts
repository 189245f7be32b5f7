import { setTimeout as delay } from 'node:timers/promises'
import type { StreamingQuery } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'

/** How long a start-up that was told to stop may go on, and batches that are being committed. */
const STARTUP_GRACE_MS = 2_000
const COMMIT_GRACE_MS = 20_000

/** What was started; undefined when the stop came first and the start-up, which commits nothing, is given up. */
export async function startedBefore<T>(stop: AbortSignal, starting: Promise<T>): Promise<T | undefined> {
  const failedOrStarted = starting.catch(error => {
    if (!stop.aborted) throw error
    return undefined
  })
  return Promise.race([failedOrStarted, graceAfter(stop, STARTUP_GRACE_MS)])
}

/** Waits for the end of all queries. When one fails, or the signal fires, all are stopped; the failure is thrown with the query's name. */
export async function untilEnded(queries: readonly StreamingQuery[], stop: AbortSignal): Promise<void> {
  const stopAll = (): void => {
    for (const query of queries) void query.stop()
  }
  stop.addEventListener('abort', stopAll)
  if (stop.aborted) stopAll()
  let failed: { readonly query: StreamingQuery; readonly error: unknown } | undefined
  const ended = Promise.all(
    queries.map(query =>
      query.awaitTermination().catch(error => {
        failed ??= { query, error }
        stopAll()
      }),
    ),
  )
  await Promise.race([ended, graceAfter(stop, COMMIT_GRACE_MS)])
  stop.removeEventListener('abort', stopAll)
  if (failed === undefined) return
  const { query, error } = failed
  if (!(error instanceof MillraceError) || queries.length === 1) throw error
  throw new MillraceError(error.code, `Query ${query.name}: ${error.message}`, { cause: error })
}

async function graceAfter(stop: AbortSignal, milliseconds: number): Promise<undefined> {
  if (!stop.aborted) await new Promise(resolve => stop.addEventListener('abort', resolve, { once: true }))
  await delay(milliseconds, undefined, { ref: false })
  return undefined
}
