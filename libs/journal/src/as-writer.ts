import type { DatabaseSync } from 'node:sqlite'
import { MillraceError } from '@millrace/errors'
import { openForReading } from './journal-file.ts'
import { retryBusy } from './sqlite-error.ts'
import { inTransaction } from './transaction.ts'
import { lockForWriting } from './writer-lock.ts'

/** Changes a journal in a transaction, with the writer's lock. @throws MillraceError MILLRACE_JOURNAL_LOCKED while another process writes */
export async function asWriter<T>(path: string, work: (database: DatabaseSync) => T): Promise<T> {
  const database = await existing(path)
  try {
    const lock = lockForWriting(path)
    try {
      return await retryBusy(path, () => inTransaction(database, () => work(database)))
    } finally {
      lock.release()
    }
  } finally {
    database.close()
  }
}

/** Opens a journal to read from it. @throws MillraceError MILLRACE_INPUT_MISSING without a file */
export async function existing(path: string): Promise<DatabaseSync> {
  const database = await openForReading(path)
  if (database === null) throw new MillraceError('MILLRACE_INPUT_MISSING', `The journal ${path} does not exist.`)
  return database
}
