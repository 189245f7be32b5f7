import { endedBefore } from '@millrace/config'
import type { StreamingQuery } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'

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
  await endedBefore(stop, ended)
  stop.removeEventListener('abort', stopAll)
  if (failed === undefined) return
  const { query, error } = failed
  if (!(error instanceof MillraceError) || queries.length === 1) throw error
  throw new MillraceError(error.code, `Query ${query.name}: ${error.message}`, { cause: error })
}
