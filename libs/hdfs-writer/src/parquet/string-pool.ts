import { Dictionary, type StringColumn } from '@millrace/columns'

/** Rows of a string column under way: ids (-1 for null) of `dictionary`. */
export interface PooledRows {
  ids: Int32Array
  length: number
  dictionary: Dictionary
}

/** A dictionary up to this many bytes is not cleaned of strings that are in no row any more. */
const CLEAN_BYTES = 64 << 20
/** Fewer ids are copied one by one: a view costs more. */
const FEW_ROWS = 32

/**
 * Strings of the rows of one column in many groups. Rows keep the ids of the dictionary that they came with, as long as they all came with
 * the same; when another one comes, they get ids of the pool's own, so that no dictionary is held that has gone by.
 */
export class StringPool {
  #own = new Dictionary(1024)
  /** The dictionary of the last rows. */
  #source = this.#own
  /** Own id by the id in the source, plus one; 0 where it is not known yet. */
  #known = new Int32Array(0)
  /** Rows with ids of the source. */
  readonly #borrowing = new Set<PooledRows>()
  /** Rows with own ids. */
  readonly #owning = new Set<PooledRows>()
  readonly #cleanBytes: number
  #cleanAt: number

  /** `cleanBytes` of own strings are kept before `clean` does anything. */
  constructor(cleanBytes = CLEAN_BYTES) {
    this.#cleanBytes = cleanBytes
    this.#cleanAt = cleanBytes
  }

  /** Bytes of the own strings, those of rows that are gone included. */
  get byteSize(): number {
    return this.#own.byteSize
  }

  /** Adds rows `from .. to` of a column; there is room for their ids. */
  append(rows: PooledRows, { ids, dictionary }: StringColumn, from: number, to: number): void {
    if (dictionary !== this.#source) this.#change(dictionary)
    const at = rows.length
    if (at === 0) {
      rows.dictionary = dictionary
      this.#borrowing.add(rows)
    }
    if (rows.dictionary !== dictionary) this.#translate(ids, from, to, rows.ids, at)
    else if (to - from > FEW_ROWS) rows.ids.set(ids.subarray(from, to), at)
    else for (let row = from, place = at; row < to; row++, place++) rows.ids[place] = ids[row]
    rows.length = at + to - from
  }

  /** Forgets the rows. */
  clear(rows: PooledRows): void {
    rows.length = 0
    this.#borrowing.delete(rows)
    this.#owning.delete(rows)
    if (this.#owning.size === 0 && this.#own.size > 0) this.#forgetOwn()
  }

  /** Lets go of strings that are in no row any more, once there may be many of them. */
  clean(): void {
    if (this.#own.byteSize <= this.#cleanAt) return
    const source = this.#source
    const old = this.#own
    this.#forgetOwn()
    this.#source = old
    this.#known = new Int32Array(0)
    for (const rows of this.#owning) this.#giveOwnIds(rows)
    this.#source = source
    this.#known = new Int32Array(0)
    this.#cleanAt = Math.max(this.#cleanBytes, 2 * this.#own.byteSize)
  }

  #forgetOwn(): void {
    this.#own = new Dictionary(1024)
    this.#known.fill(0)
  }

  #change(source: Dictionary): void {
    for (const rows of this.#borrowing) {
      this.#giveOwnIds(rows)
      this.#owning.add(rows)
    }
    this.#borrowing.clear()
    this.#source = source
    this.#known = new Int32Array(0)
  }

  #giveOwnIds(rows: PooledRows): void {
    this.#translate(rows.ids, 0, rows.length, rows.ids, 0)
    rows.dictionary = this.#own
  }

  /** Stores own ids for ids of the source. */
  #translate(ids: Int32Array, from: number, to: number, target: Int32Array, at: number): void {
    const source = this.#source
    if (source.size > this.#known.length) {
      const larger = new Int32Array(Math.max(source.size, this.#known.length * 2))
      larger.set(this.#known)
      this.#known = larger
    }
    const known = this.#known
    for (let row = from, place = at; row < to; row++, place++) {
      const id = ids[row]
      let own = id < 0 ? 0 : known[id]
      if (id >= 0 && own === 0) {
        own = this.#own.intern(source.bytes, source.offsets[id], source.offsets[id + 1]) + 1
        known[id] = own
      }
      target[place] = own - 1
    }
  }
}
