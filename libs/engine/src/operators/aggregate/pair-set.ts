import type { Selection } from '../../kernels/kernel.ts'
import { TupleTable } from '../../kernels/tuple-table.ts'
import { withRoom } from './arrays.ts'

/** Values to a page: a page is one bit for each of them. */
const PAGE = 256
const PAGE_WORDS = PAGE / 32
/** Bounds of the direct table: its entries, and a million values. With the largest values it has room for 64 groups. */
const DIRECT_SIZE = 1 << 18
const DIRECT_PAGES = 4096

/**
 * A set of pairs of a group and a 32-bit value. Values that lie near each other share a page of bits, so that ids, days and status
 * codes stay within the processor's caches, where a hash table of all pairs would not.
 */
export class PairSet {
  /** Pages by (group, value / 256). */
  readonly #pages = new TupleTable(2)
  /** Page plus 1 by group and value / 256, for small ones of both: found so without hashing. 0 is none. */
  #direct = new Int32Array(0)
  /** Groups that the direct table has room for, and the power of two of its values / 256. */
  #directGroups = 0
  #directShift = 0
  #bits = new Int32Array(16 * PAGE_WORDS)
  /** Number of pairs. */
  size = 0

  get byteSize(): number {
    return this.#pages.byteSize + this.#direct.byteLength + this.#bits.byteLength
  }

  /** Adds the pair of each selected row, counting the new ones in `counts` by group. Without groups all rows are of the first. */
  addRows(values: Int32Array, groups: Int32Array | null, { rows, count }: Selection, counts: Float64Array): void {
    let bits = this.#bits
    let direct = this.#direct
    let directGroups = this.#directGroups
    let shift = this.#directShift
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const group = groups === null ? 0 : groups[r]
      const value = values[r]
      const high = value >> 8
      const known = group < directGroups && high >>> shift === 0 ? direct[(group << shift) | high] : 0
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
        direct = this.#direct
        directGroups = this.#directGroups
        shift = this.#directShift
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
    if (group >= this.#directGroups || high >>> this.#directShift !== 0) this.#growDirect(group, high)
    if (group < this.#directGroups && high >>> this.#directShift === 0)
      this.#direct[(group << this.#directShift) | high] = page + 1
    return page
  }

  /** Makes room in the direct table, unless it would become too large. */
  #growDirect(group: number, high: number): void {
    if (group >= DIRECT_SIZE || high < 0 || high >= DIRECT_PAGES) return
    let groups = Math.max(1, this.#directGroups)
    while (groups <= group) groups *= 2
    const shift = Math.max(this.#directShift, 32 - Math.clz32(high))
    if (groups * 2 ** shift > DIRECT_SIZE) return
    this.#directGroups = groups
    this.#directShift = shift
    this.#direct = new Int32Array(groups << shift)
    const { words, size } = this.#pages
    for (let page = 0; page < size; page++) {
      const [of, at] = [words[2 * page], words[2 * page + 1]]
      if (of < groups && at >>> shift === 0) this.#direct[(of << shift) | at] = page + 1
    }
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
