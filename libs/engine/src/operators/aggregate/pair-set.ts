import type { Selection } from '../../kernels/kernel.ts'
import { TupleTable } from '../../kernels/tuple-table.ts'
import { withRoom } from './arrays.ts'

/** Values to a page: a page is one bit for each of them. */
const PAGE = 256
const PAGE_WORDS = PAGE / 32
/** Bounds of the direct table: 64 groups, and a million values. */
const DIRECT_GROUPS = 64
const DIRECT_PAGES = 4096
const NO_PAGES = new Int32Array(0)

/**
 * A set of pairs of a group and a 32-bit value. Values that lie near each other share a page of bits, so that ids, days and status
 * codes stay within the processor's caches, where a hash table of all pairs would not.
 */
export class PairSet {
  /** Pages by (group, value / 256). */
  readonly #pages = new TupleTable(2)
  /** Page plus 1 by value / 256, for each of the first groups: groups such as days are few, and are found so without hashing. */
  readonly #direct: Int32Array[] = []
  #bits = new Int32Array(16 * PAGE_WORDS)
  /** Number of pairs. */
  size = 0

  get byteSize(): number {
    return this.#pages.byteSize + this.#bits.byteLength
  }

  /** Adds the pair of each selected row, counting the new ones in `counts` by group. Without groups all rows are of the first. */
  addRows(values: Int32Array, groups: Int32Array | null, { rows, count }: Selection, counts: Float64Array): void {
    let bits = this.#bits
    let group = -1
    let pages: Int32Array = NO_PAGES
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const of = groups === null ? 0 : groups[r]
      if (of !== group) {
        group = of
        pages = this.#direct[of] ?? NO_PAGES
      }
      const value = values[r]
      const high = value >> 8
      const known = high >>> 0 < pages.length ? pages[high] : 0
      if (known > 0) {
        const at = (known - 1) * PAGE_WORDS + ((value & 0xff) >> 5)
        const bit = 1 << (value & 31)
        const word = bits[at]
        if ((word & bit) !== 0) continue
        bits[at] = word | bit
        this.size++
        counts[group]++
      } else {
        if (this.#add(group, value)) counts[group]++
        bits = this.#bits
        pages = this.#direct[group] ?? NO_PAGES
      }
    }
  }

  /** True when the pair is new. */
  #add(group: number, value: number): boolean {
    const page = this.#page(group, value >> 8)
    const at = page * PAGE_WORDS + ((value & 0xff) >> 5)
    if (at >= this.#bits.length) this.#bits = withRoom(this.#bits, (page + 1) * PAGE_WORDS)
    const bit = 1 << (value & 31)
    if ((this.#bits[at] & bit) !== 0) return false
    this.#bits[at] |= bit
    this.size++
    return true
  }

  #page(group: number, high: number): number {
    const page = this.#pages.add2(group, high)
    if (group < DIRECT_GROUPS && high >= 0 && high < DIRECT_PAGES) {
      while (this.#direct.length <= group) this.#direct.push(new Int32Array(0))
      this.#direct[group] = withRoom(this.#direct[group], high + 1)
      this.#direct[group][high] = page + 1
    }
    return page
  }

  /** All pairs, page by page. */
  pairs(): { readonly groups: Int32Array; readonly values: Int32Array } {
    const groups = new Int32Array(this.size)
    const values = new Int32Array(this.size)
    let n = 0
    for (let word = 0; word < this.#pages.size * PAGE_WORDS; word++) {
      const page = Math.floor(word / PAGE_WORDS)
      const first = (this.#pages.words[2 * page + 1] << 8) | ((word % PAGE_WORDS) * 32)
      // Bit by bit from the lowest one set: most are not.
      for (let bits = this.#bits[word]; bits !== 0; bits &= bits - 1) {
        groups[n] = this.#pages.words[2 * page]
        values[n++] = first + 31 - Math.clz32(bits & -bits)
      }
    }
    return { groups, values }
  }
}
