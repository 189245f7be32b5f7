import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** A key and its row. */
export type SpilledRow = readonly [key: Uint8Array, row: Uint8Array]

/** Rows of one statement. */
const ROWS_PER_PUT = 32
/** Rows, and roughly the bytes, that are read at a time. */
const PAGE_ROWS = 4096
const PAGE_BYTES = 2 ** 20

/** Rows of bytes on local disk, by keys of bytes that are in the order of those bytes. Fastest where keys are used in their order. */
export class SpillTable {
  /** Number of rows. */
  size = 0
  /** Bytes of keys and rows. */
  byteSize = 0
  readonly #guarded: <T>(work: () => T) => T
  readonly #put: StatementSync
  readonly #putSeveral: StatementSync
  readonly #take: StatementSync
  readonly #after: StatementSync
  readonly #below: StatementSync
  readonly #deleteTo: StatementSync

  /** @param guarded turns what SQLite throws into errors of the space */
  constructor(database: DatabaseSync, name: string, guarded: <T>(work: () => T) => T) {
    this.#guarded = guarded
    // Bytes that are none come as null.
    database.exec(`create table ${name} (key blob primary key, row blob) without rowid`)
    this.#put = database.prepare(`insert into ${name} values (?, ?)`)
    this.#putSeveral = database.prepare(`insert into ${name} values ${Array(ROWS_PER_PUT).fill('(?, ?)').join()}`)
    this.#take = database.prepare(`delete from ${name} where key = ? returning row`)
    this.#after = database.prepare(`select key, row from ${name} where key > coalesce(?, x'') order by key`)
    this.#below = database.prepare(`select key, row from ${name} where key < ? order by key`)
    this.#deleteTo = database.prepare(`delete from ${name} where key <= ?`)
    for (const select of [this.#take, this.#after, this.#below]) select.setReturnArrays(true)
  }

  /** Adds rows with keys that are not there, none of them empty. */
  put(rows: Iterable<SpilledRow>): void {
    this.#guarded(() => {
      let several: Uint8Array[] = []
      for (const [key, row] of rows) {
        this.size++
        this.byteSize += key.length + row.length
        several.push(key, row)
        if (several.length < 2 * ROWS_PER_PUT) continue
        this.#putSeveral.run(...several)
        several = []
      }
      for (let i = 0; i < several.length; i += 2) this.#put.run(several[i], several[i + 1])
    })
  }

  /** Takes out the row of a key; null when there is none. */
  take(key: Uint8Array): Uint8Array | null {
    const found = this.#guarded(() => this.#take.get(key)) as [Uint8Array | null] | undefined
    if (found === undefined) return null
    const row = found[0] ?? NOTHING
    this.size--
    this.byteSize -= key.length + row.length
    return row
  }

  /** Takes out the rows whose keys are below one, some at a time. */
  *takeBelow(bound: Uint8Array): Generator<SpilledRow[]> {
    while (this.size > 0) {
      const rows = this.#read(this.#below, bound)
      if (rows.length === 0) return
      this.#guarded(() => this.#deleteTo.run(rows[rows.length - 1][0]))
      this.size -= rows.length
      for (const [key, row] of rows) this.byteSize -= key.length + row.length
      yield rows
    }
  }

  /** All rows, some at a time. */
  *pages(): Generator<SpilledRow[]> {
    for (let last: Uint8Array | null = null; this.size > 0; ) {
      const rows = this.#read(this.#after, last)
      if (rows.length === 0) return
      last = rows[rows.length - 1][0]
      yield rows
    }
  }

  #read(select: StatementSync, bound: Uint8Array | null): SpilledRow[] {
    const rows: SpilledRow[] = []
    let bytes = 0
    this.#guarded(() => {
      for (const found of select.iterate(bound) as Iterable<unknown> as Iterable<[Uint8Array, Uint8Array | null]>) {
        const [key, row] = found
        rows.push([key, row ?? NOTHING])
        bytes += key.length + (row?.length ?? 0)
        if (rows.length === PAGE_ROWS || bytes > PAGE_BYTES) break
      }
    })
    return rows
  }
}

const NOTHING = new Uint8Array(0)
