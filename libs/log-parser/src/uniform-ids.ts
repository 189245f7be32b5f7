/** Rows of the columns that are all one value, shared by all that are: nobody writes to them. */
const shared = new Map([
  [0, new Int32Array(0)],
  [-1, new Int32Array(0)],
])

/** Ids 0 and -1 row by row, with memory of their own only where both come: most columns of logs are always or never null. */
export class UniformIds {
  #capacity = 0
  #id = 0
  #own: Int32Array | null = null

  /** Starts new rows, at most so many. */
  begin(capacity: number): void {
    this.#capacity = capacity
    this.#own = null
  }

  /** Sets `count` rows from `row` on, the first that are not set. */
  set(row: number, count: number, id: 0 | -1): void {
    if (row === 0) this.#id = id
    if (this.#own !== null || id !== this.#id) this.#written(row).fill(id, row, row + count)
  }

  /** Sets rows from `row` on to these. */
  setAll(row: number, ids: Int32Array): void {
    this.#written(row).set(ids, row)
  }

  finish(): Int32Array {
    if (this.#own !== null) return this.#own
    const ids = shared.get(this.#id)!
    if (ids.length >= this.#capacity) return ids
    const larger = new Int32Array(this.#capacity).fill(this.#id)
    shared.set(this.#id, larger)
    return larger
  }

  /** The memory, with the rows before `row` in it. */
  #written(row: number): Int32Array {
    this.#own ??= new Int32Array(this.#capacity).fill(this.#id, 0, row)
    return this.#own
  }
}
