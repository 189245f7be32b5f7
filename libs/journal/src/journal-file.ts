import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { makeFolder } from '@millrace/engine/make-folder'
import { MillraceError } from '@millrace/errors'
import { APPLICATION_ID, PAGE_SIZE, SCHEMA, SCHEMA_VERSION } from './schema.ts'
import { isBusy, journalError, retryBusy } from './sqlite-error.ts'

/** Opens a journal to write to it, making the file and its folder where they are missing. The caller holds the lock. */
export async function openForWriting(path: string): Promise<DatabaseSync> {
  makeFolderOf(path)
  const database = guarded(path, () => new DatabaseSync(path))
  try {
    await retryBusy(path, () => {
      if (stateOf(database, path) === 'empty') create(database)
      // FULL syncs the write-ahead log at every commit; NORMAL would lose acknowledged lines when the power fails.
      database.exec('pragma synchronous = full; pragma foreign_keys = on; pragma journal_size_limit = 67108864')
    })
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Opens a journal to read from it, or null while there is none (no file, or one that its writer is just making). */
export async function openForReading(path: string): Promise<DatabaseSync | null> {
  if (inodeOf(path) === null) return null
  const url = pathToFileURL(path)
  // Without it SQLite would make the file when it vanished a moment ago.
  url.searchParams.set('mode', 'rw')
  const database = guarded(path, () => new DatabaseSync(url))
  try {
    const state = await retryBusy(path, () => {
      const state = stateOf(database, path)
      if (state === 'journal') database.exec('pragma synchronous = full; pragma foreign_keys = on')
      return state
    })
    if (state === 'journal') return database
    database.close()
    return null
  } catch (error) {
    if (database.isOpen) database.close()
    throw error
  }
}

/** Identity of the file behind a path, to notice that it was replaced; null when there is none. */
export function inodeOf(path: string): string | null {
  const status = statSync(path, { throwIfNoEntry: false, bigint: true })
  return status === undefined ? null : `${status.dev}:${status.ino}`
}

function stateOf(database: DatabaseSync, path: string): 'journal' | 'empty' {
  const application = pragma(database, 'application_id')
  if (application === APPLICATION_ID) {
    const version = pragma(database, 'user_version')
    if (version === SCHEMA_VERSION) return 'journal'
    throw damaged(`The journal ${path} has layout ${version}; this Millrace reads layout ${SCHEMA_VERSION}.`)
  }
  const tables = database.prepare('select count(*) as n from sqlite_schema').get() as { n: number }
  if (application === 0 && tables.n === 0) return 'empty'
  throw damaged(`${path} is not a journal: it is an SQLite file of something else.`)
}

function create(database: DatabaseSync): void {
  database.exec(`pragma page_size = ${PAGE_SIZE}; pragma journal_mode = wal`)
  database.exec(
    `begin immediate; ${SCHEMA}; pragma application_id = ${APPLICATION_ID}; pragma user_version = ${SCHEMA_VERSION}; commit`,
  )
}

const pragma = (database: DatabaseSync, name: string): number =>
  Number(Object.values(database.prepare(`pragma ${name}`).get() as Record<string, number>)[0])

function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new MillraceError('MILLRACE_FILE_SYSTEM', `The journal ${path} cannot be used: it is a directory.`, {
        cause: error,
      })
    throw isBusy(error) ? error : journalError(error, path)
  }
}

const damaged = (message: string): MillraceError => new MillraceError('MILLRACE_JOURNAL_DAMAGED', message)

function makeFolderOf(journal: string): void {
  try {
    makeFolder(dirname(journal))
  } catch (cause) {
    const text = `The folder of the journal ${journal} cannot be made: ${(cause as Error).message}.`
    throw new MillraceError('MILLRACE_FILE_SYSTEM', text, { cause })
  }
}
