import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { MillraceError } from '@millrace/errors'
import { makeFolder } from '../../connector/make-folder.ts'
import type { GroupingSpec } from '../../operators/aggregate/grouping.ts'
import type { EventTimeKey } from '../event-time-key.ts'
import { DueTable } from './due-table.ts'
import { SpillTable } from './spill-table.ts'
import { SpilledGroups } from './spilled-groups.ts'

const PAGE_BYTES = 4096
/** Pages in memory. */
const CACHE_KIB = 16 * 1024
/** SQLite's primary result code for a full disk, https://www.sqlite.org/rescode.html. */
const SQLITE_FULL = 13

export interface SpillOptions {
  /** Folder on local disk; made when it is missing. Default: the system's folder for temporary files. */
  readonly directory?: string
  /** Most bytes on disk; default what the disk has. */
  readonly maxBytes?: number
}

/**
 * Local disk for the state of a query that its memory has no room for. One SQLite file without journal or sync, in a transaction that
 * never ends: it is a cache, and the checkpoint the truth. The file has no name once it is open, so that it goes with the process,
 * however that ends. Nothing is made before the first table is asked for.
 */
export class SpillSpace {
  readonly #directory: string
  readonly #maxBytes: number
  #database: DatabaseSync | null = null
  #path = ''
  #tables = 0

  constructor({ directory = tmpdir(), maxBytes = Infinity }: SpillOptions = {}) {
    this.#directory = directory
    this.#maxBytes = maxBytes
  }

  /**
   * An empty table. It throws MILLRACE_DISK_FULL, or MILLRACE_FILE_SYSTEM where the folder cannot be used; after that nothing here is to
   * be used any more.
   */
  table(): SpillTable {
    return this.#guarded(() => {
      this.#database ??= this.#open()
      return new SpillTable(this.#database, `t${this.#tables++}`, work => this.#guarded(work))
    })
  }

  /** A table for the groups of an aggregation. */
  groups(spec: GroupingSpec, eventTime: EventTimeKey | null): SpilledGroups {
    return new SpilledGroups(spec, eventTime, this.table())
  }

  /** An empty table of rows that are due at times. `of`: what they belong to. */
  dueTable(of: string): DueTable {
    return this.#guarded(() => {
      this.#database ??= this.#open()
      return new DueTable(this.#database, `t${this.#tables++}`, of, work => this.#guarded(work))
    })
  }

  /** Gives the disk back. */
  close(): void {
    if (this.#database?.isOpen) this.#database.close()
    // Where open files keep their names.
    if (this.#path !== '') rmSync(this.#path, { force: true })
    this.#database = null
    this.#path = ''
  }

  #open(): DatabaseSync {
    makeFolder(this.#directory)
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
    this.#path = join(this.#directory, `millrace-state-${randomUUID()}.sqlite`)
    // What is defensive keeps a journal.
    const database = new DatabaseSync(this.#path, { defensive: false })
    database.exec(`pragma page_size = ${PAGE_BYTES}; pragma cache_size = -${CACHE_KIB}; pragma temp_store = memory`)
    database.exec('pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive')
    if (this.#maxBytes < Infinity) database.exec(`pragma max_page_count = ${Math.ceil(this.#maxBytes / PAGE_BYTES)}`)
    database.exec('begin exclusive')
    try {
      rmSync(this.#path)
    } catch {
      // It keeps its name until it is closed.
    }
    return database
  }

  #guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (cause) {
      if (cause instanceof MillraceError) throw cause
      throw spillError(cause, this.#directory)
    }
  }
}

function spillError(cause: unknown, directory: string): MillraceError {
  const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0
  if (code === SQLITE_FULL || (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'))
    return new MillraceError(
      'MILLRACE_DISK_FULL',
      `There is no space left in ${directory} for the state that memory has no room for; nothing is lost, give it more of either (stateMemory, stateDirectory).`,
      { cause },
    )
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MillraceError(
    'MILLRACE_FILE_SYSTEM',
    `State that memory has no room for cannot be put into ${directory} (stateDirectory): ${reason}.`,
    { cause },
  )
}
