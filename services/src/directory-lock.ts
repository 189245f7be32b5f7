import { mkdirSync, renameSync, rmdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { MillraceError } from '@millrace/errors'

const BEAT_MS = 2_000
/** Many missed beats: the holder was killed, not merely slow. */
const STALE_MS = 30_000

/**
 * Runs `work` while holding the folder `path` as a lock between processes (making a folder is atomic everywhere). The holder
 * renews the folder's time; one that was killed loses the lock after half a minute.
 */
export async function withDirectoryLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs
  while (!tryLock(path)) {
    if (Date.now() > deadline) {
      throw new MillraceError('MILLRACE_SERVICE', `Another process holds ${path} for more than ${timeoutMs / 1000} s.`)
    }
    await delay(100)
  }
  const beat = setInterval(() => touch(path), BEAT_MS)
  beat.unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
    rmSync(path, { recursive: true, force: true })
  }
}

function tryLock(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  breakStale(path)
  return false
}

/** Moved aside before it is removed, so that of two processes that find it stale only one removes it. */
function breakStale(path: string): void {
  try {
    if (Date.now() - statSync(path).mtimeMs < STALE_MS) return
    const aside = `${path}.stale-${process.pid}-${Date.now()}`
    renameSync(path, aside)
    rmdirSync(aside)
  } catch {
    // Its holder or another waiter was faster.
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // The folder was removed; the next holder has its own.
  }
}
