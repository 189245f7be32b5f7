import { setTimeout as delay } from 'node:timers/promises'

/** How long a start-up that was told to stop may go on, and what is being committed. */
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

/** Waits for the end, after a stop only as long as a commit may take. Throws what it ended with. */
export async function endedBefore(stop: AbortSignal, ended: Promise<unknown>): Promise<void> {
  await Promise.race([ended, graceAfter(stop, COMMIT_GRACE_MS)])
}

async function graceAfter(stop: AbortSignal, milliseconds: number): Promise<undefined> {
  if (!stop.aborted) await new Promise(resolve => stop.addEventListener('abort', resolve, { once: true }))
  await delay(milliseconds, undefined, { ref: false })
  return undefined
}
