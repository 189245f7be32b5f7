import { setTimeout as delay } from 'node:timers/promises'
import { MillraceError } from '@millrace/errors'

/** Primary result codes, https://www.sqlite.org/rescode.html. */
const SQLITE = { BUSY: 5, LOCKED: 6, READONLY: 8, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 }

/** How long somebody else's short transaction is waited for. */
const PATIENCE_MS = 10_000

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/** True when another connection holds the lock: the same statement may work a moment later. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error)
  return code === SQLITE.BUSY || code === SQLITE.LOCKED
}

/** Whatever node:sqlite threw for a journal file, as a MillraceError; anything else passes unchanged. */
export function journalError(error: unknown, path: string): unknown {
  const reason = error instanceof Error ? error.message : String(error)
  switch (primaryCode(error)) {
    case undefined:
      return error
    case SQLITE.BUSY:
    case SQLITE.LOCKED:
      return new MillraceError(
        'MILLRACE_JOURNAL_LOCKED',
        `The journal ${path} stayed locked by another process for ${PATIENCE_MS / 1000} seconds.`,
        { cause: error, retryable: true },
      )
    case SQLITE.NOTADB:
      return new MillraceError('MILLRACE_JOURNAL_DAMAGED', `${path} is not a journal: it is not an SQLite file.`, {
        cause: error,
      })
    case SQLITE.CORRUPT:
      return new MillraceError('MILLRACE_JOURNAL_DAMAGED', `The journal ${path} is damaged: ${reason}.`, {
        cause: error,
      })
    case SQLITE.FULL:
      return new MillraceError('MILLRACE_DISK_FULL', `There is no space left to write to the journal ${path}.`, {
        cause: error,
      })
    case SQLITE.READONLY:
      return unusable(path, 'this user may not write to it, which readers do too: they register', error)
    case SQLITE.CANTOPEN:
      return unusable(path, 'this user may not open it, or may not make files in its folder', error)
    default:
      return unusable(path, reason, error)
  }
}

const unusable = (path: string, reason: string, cause: unknown): MillraceError =>
  new MillraceError('MILLRACE_FILE_SYSTEM', `The journal ${path} cannot be used: ${reason}.`, { cause })

/**
 * Runs a synchronous piece of SQLite work, again and again while another connection is in the way. SQLite's own `timeout`
 * would block the thread instead. Other errors come out as MillraceErrors at once.
 */
export async function retryBusy<T>(path: string, work: () => T, signal?: AbortSignal): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    signal?.throwIfAborted()
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw journalError(error, path)
    }
    await delay(wait, undefined, { signal })
  }
}
