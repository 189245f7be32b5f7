import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { RowPiece, readRows } from './row-pieces.ts'

/** A key, its row, and when it is due: a whole number, infinite for never. */
export interface DueRow {
  readonly key: Uint8Array
  readonly row: Uint8Array
  readonly due: number
}

/** Rows of one statement. */
const ROWS_PER_PUT = 32
/** Rows, and roughly the bytes, that are read at a time. */
const PAGE_ROWS = 4096
const PAGE_BYTES = 2 ** 20
/** Bytes of a piece of a snapshot. */
const PIECE_BYTES = 2 ** 24
/** Bytes of a time. */
const DUE_BYTES = 8
/** Most bytes after what keys have in common, for `takeAll`. */
const MOST_SUFFIX = 8
const NOTHING = new Uint8Array(0)

/**
 * Rows of bytes on local disk, found by keys of bytes or by when they are due, which the key does not say: the state of operators whose
 * batches know a key and not when it is over. Fastest where keys are used in their order.
 */
export class DueTable {
  /** Number of rows. */
  size = 0
  /** Bytes of keys, rows and times. */
  byteSize = 0
  readonly #of: string
  readonly #guarded: <T>(work: () => T) => T
  readonly #put: StatementSync
  readonly #putSeveral: StatementSync
  readonly #has: StatementSync
  readonly #between: StatementSync
  readonly #deleteBetween: StatementSync
  readonly #after: StatementSync
  readonly #due: StatementSync
  readonly #deleteDue: StatementSync
  readonly #isDue: StatementSync

  /**
   * @param of what the rows belong to
   * @param guarded turns what SQLite throws into errors of the space
   */
  constructor(database: DatabaseSync, name: string, of: string, guarded: <T>(work: () => T) => T) {
    this.#of = of
    this.#guarded = guarded
    // Bytes that are none come as null.
    database.exec(`create table ${name} (key blob primary key, due real, row blob) without rowid`)
    database.exec(`create index ${name}_due on ${name} (due) where due is not null`)
    const select = `select key, row, due from ${name} where`
    this.#put = database.prepare(`insert into ${name} values (?, ?, ?)`)
    this.#putSeveral = database.prepare(`insert into ${name} values ${Array(ROWS_PER_PUT).fill('(?, ?, ?)').join()}`)
    this.#has = database.prepare(`select 1 from ${name} where key = ?`)
    this.#between = database.prepare(`${select} key between ? and ? order by key`)
    this.#deleteBetween = database.prepare(`delete from ${name} where key between ? and ?`)
    this.#after = database.prepare(`${select} key > coalesce(?, x'') order by key`)
    this.#due = database.prepare(`${select} due <= ? order by due, key`)
    this.#deleteDue = database.prepare(`delete from ${name} where due <= ? and (due, key) <= (?, ?)`)
    this.#isDue = database.prepare(`select 1 from ${name} where due <= ? limit 1`)
    for (const found of [this.#between, this.#after, this.#due]) found.setReturnArrays(true)
  }

  /** Adds rows with keys that are not there, none of them empty. */
  put(rows: Iterable<DueRow>): void {
    this.#guarded(() => {
      let several: (Uint8Array | number | null)[] = []
      for (const { key, row, due } of rows) {
        this.size++
        this.byteSize += key.length + row.length + DUE_BYTES
        several.push(key, due === Number.POSITIVE_INFINITY ? null : due, row)
        if (several.length < 3 * ROWS_PER_PUT) continue
        this.#putSeveral.run(...several)
        several = []
      }
      for (let i = 0; i < several.length; i += 3) this.#put.run(several[i], several[i + 1], several[i + 2])
    })
  }

  has(key: Uint8Array): boolean {
    return this.#guarded(() => this.#has.get(key)) !== undefined
  }

  /** Takes out the rows whose keys are these bytes with at most 8 more, in the order of the keys. */
  takeAll(prefix: Uint8Array): DueRow[] {
    const end = new Uint8Array(prefix.length + MOST_SUFFIX + 1).fill(0xff)
    end.set(prefix)
    const rows = this.#guarded(() =>
      Array.from(this.#between.iterate(prefix, end) as Iterable<unknown> as Iterable<Found>, dueRow),
    )
    if (rows.length === 0) return rows
    this.#guarded(() => this.#deleteBetween.run(prefix, end))
    this.#forget(rows)
    return rows
  }

  /** True when a row is due at a time. */
  isDue(time: number): boolean {
    return this.size > 0 && this.#guarded(() => this.#isDue.get(time)) !== undefined
  }

  /** Takes out the rows that are due at a time, some at a time, in the order in which they are due. */
  *takeDue(time: number): Generator<DueRow[]> {
    while (this.size > 0) {
      const rows = this.#page(this.#due, time)
      if (rows.length === 0) return
      const { key, due } = rows[rows.length - 1]
      this.#guarded(() => this.#deleteDue.run(due, due, key))
      this.#forget(rows)
      yield rows
    }
  }

  /** All rows, some at a time, in the order of their keys. */
  *pages(): Generator<DueRow[]> {
    for (let last: Uint8Array | null = null; this.size > 0; ) {
      const rows = this.#page(this.#after, last)
      if (rows.length === 0) return
      last = rows[rows.length - 1].key
      yield rows
    }
  }

  /** All rows as bytes, in pieces; see `restore`. */
  *snapshot(): Generator<Uint8Array> {
    const piece = new RowPiece(this.#of)
    for (const rows of this.pages()) {
      for (const { key, row, due } of rows) {
        const timed = new Uint8Array(DUE_BYTES + row.length)
        new DataView(timed.buffer).setFloat64(0, due, true)
        timed.set(row, DUE_BYTES)
        piece.add([key, timed])
      }
      if (piece.byteSize >= PIECE_BYTES) yield piece.finish()
    }
    if (piece.byteSize > 0) yield piece.finish()
  }

  /** Adds the rows of a piece, with the keys that `keyOf` gives them; MILLRACE_CHECKPOINT_DAMAGED when it is damaged or something else's. */
  restore(piece: Uint8Array, keyOf = (written: Uint8Array): Uint8Array => written): void {
    const of = this.#of
    const rows = function* (): Generator<DueRow> {
      for (const [key, timed] of readRows(of, piece)) {
        const due = new DataView(timed.buffer, timed.byteOffset).getFloat64(0, true)
        yield { key: keyOf(key), row: timed.subarray(DUE_BYTES), due }
      }
    }
    this.put(rows())
  }

  #forget(rows: readonly DueRow[]): void {
    this.size -= rows.length
    for (const { key, row } of rows) this.byteSize -= key.length + row.length + DUE_BYTES
  }

  #page(select: StatementSync, bound: Uint8Array | number | null): DueRow[] {
    const rows: DueRow[] = []
    let bytes = 0
    this.#guarded(() => {
      for (const found of select.iterate(bound) as Iterable<unknown> as Iterable<Found>) {
        const row = dueRow(found)
        rows.push(row)
        bytes += row.key.length + row.row.length
        if (rows.length === PAGE_ROWS || bytes > PAGE_BYTES) break
      }
    })
    return rows
  }
}

type Found = readonly [key: Uint8Array, row: Uint8Array | null, due: number | null]

const dueRow = ([key, row, due]: Found): DueRow => ({ key, row: row ?? NOTHING, due: due ?? Number.POSITIVE_INFINITY })
