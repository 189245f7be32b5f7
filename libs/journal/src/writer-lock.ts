import { DatabaseSync } from 'node:sqlite'
import { MillraceError } from '@millrace/errors'
import { isBusy, journalError } from './sqlite-error.ts'

/** Held by the one process that may write. */
export interface WriterLock {
  release(): void
}

/**
 * Takes the writer's lock of a journal: an exclusive SQLite transaction on an empty file beside it, so that the system gives
 * the lock up with the process, however that ends. The journal's own write lock will not do: it lasts for a transaction only.
 *
 * @throws MillraceError MILLRACE_JOURNAL_LOCKED when somebody else has it.
 */
export function lockForWriting(path: string): WriterLock {
  const file = `${path}.lock`
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file)
    database.exec('begin exclusive')
  } catch (error) {
    database?.close()
    if (!isBusy(error)) throw journalError(error, file)
    throw new MillraceError(
      'MILLRACE_JOURNAL_LOCKED',
      `Another process is writing to the journal ${path}, and only one may write at a time.`,
      { cause: error },
    )
  }
  const held = database
  return { release: () => held.close() }
}
