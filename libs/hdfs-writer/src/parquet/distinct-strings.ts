import type { StringValues } from './leaf-column.ts'

/** Numbers the different strings of a column by first appearance, without looking at their bytes. Reused from column to column. */
export class DistinctStrings {
  /** By a dictionary's id: its number plus `#base`, where that is not below `#base`. So nothing has to be cleared in between. */
  #numbers = new Int32Array(1024)
  #base = 1
  #used = new Int32Array(1024)

  /** Stores the number of every value at `indices`; returns the different ones in order, valid until the next call. */
  number({ ids, dictionary, count }: StringValues, indices: Int32Array): StringValues {
    if (this.#numbers.length < dictionary.size) this.#numbers = new Int32Array(2 * dictionary.size)
    if (this.#used.length < count) this.#used = new Int32Array(2 * count)
    if (this.#base + count > 0x7fffffff) {
      this.#numbers.fill(0)
      this.#base = 1
    }
    const numbers = this.#numbers
    const used = this.#used
    const base = this.#base
    let next = base
    for (let i = 0; i < count; i++) {
      const id = ids[i]
      let number = numbers[id]
      if (number < base) {
        used[next - base] = id
        number = numbers[id] = next++
      }
      indices[i] = number - base
    }
    this.#base = next
    return { kind: 'string', count: next - base, ids: used, dictionary }
  }
}
