import { Dictionary, type StringColumn } from '@millrace/columns'

/** One dictionary for the strings of a column from many batches, whatever dictionaries these came with. */
export class StringPool {
  dictionary = new Dictionary(1024)
  #source: Dictionary | undefined
  /** Ids below this are the same in the source dictionary: both number the rows' strings by first appearance. */
  #same = 0
  /** Own id by the source dictionary's id, plus one; 0 where it is not known yet. */
  #known = new Int32Array(0)

  /** Stores the own ids (-1 for null) of rows `from .. to` at `target[at ...]`. */
  translate(column: StringColumn, from: number, to: number, target: Int32Array, at: number): void {
    const source = column.dictionary
    if (source !== this.#source) {
      this.#source = source
      this.#same = 0
      this.#known = new Int32Array(source.size)
    } else if (source.size > this.#known.length) {
      const larger = new Int32Array(Math.max(source.size, this.#known.length * 2))
      larger.set(this.#known)
      this.#known = larger
    }
    const { ids } = column
    const known = this.#known
    for (let row = from; row < to; row++, at++) {
      const id = ids[row]
      // So is null, -1.
      if (id < this.#same) {
        target[at] = id
        continue
      }
      let own = known[id]
      if (own === 0) {
        own = known[id] = this.dictionary.intern(source.bytes, source.offsets[id], source.offsets[id + 1]) + 1
        if (id === this.#same && own === id + 1) this.#same++
      }
      target[at] = own - 1
    }
  }

  /** Forgets every string. Ids given out before mean nothing afterwards. */
  reset(): void {
    this.dictionary = new Dictionary(1024)
    this.#source = undefined
    this.#same = 0
    this.#known = new Int32Array(0)
  }
}
