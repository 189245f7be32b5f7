import type { DatabaseSync } from 'node:sqlite'

/** Runs work in a transaction that is rolled back when anything fails. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate')
  try {
    const result = work()
    database.exec('commit')
    return result
  } catch (error) {
    // Some errors (a full disk among them) have rolled it back already.
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}
