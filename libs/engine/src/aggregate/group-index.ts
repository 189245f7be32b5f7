import type { Column } from '@millrace/columns'
import type { PlainColumn } from '../batch/plain-column.ts'
import { isText } from '../kernel/generator.ts'
import type { Selection } from '../kernel/kernel.ts'
import { TupleTable } from '../kernel/tuple-table.ts'
import type { ValueType } from './accumulator.ts'
import { withRoom } from './arrays.ts'
import { TupleEncoder } from './tuple-encoder.ts'

/** Numbers the groups 0, 1, 2 ... in order of first appearance. Without keys there is one group, always. */
export class GroupIndex {
  readonly #encoder: TupleEncoder
  readonly #table: TupleTable
  readonly #global: boolean
  /** With a single text key: group plus 1 by own id plus 1; 0 is unknown. Spares the hash table. */
  #direct: Int32Array | null

  constructor(keys: readonly ValueType[]) {
    this.#encoder = new TupleEncoder(keys)
    this.#table = new TupleTable(this.#encoder.width)
    this.#global = keys.length === 0
    this.#direct = keys.length === 1 && isText(keys[0].type) ? new Int32Array(256) : null
  }

  get size(): number {
    return this.#global ? 1 : this.#table.size
  }

  get byteSize(): number {
    return this.#encoder.byteSize + this.#table.byteSize + (this.#direct?.byteLength ?? 0)
  }

  /** The group of each selected row, indexed by row; null when there are no keys. */
  assign(keys: readonly PlainColumn[], selection: Selection): Int32Array | null {
    if (this.#global) return null
    const words = this.#encoder.encode(keys, selection)
    const [first] = words
    if (this.#direct !== null) this.#assignDirect(first, selection)
    else if (words.length === 1) this.#assign1(first, selection)
    else if (words.length === 2) this.#assign2(first, words[1], selection)
    else this.#assignMany(words, selection)
    // The first word array becomes the groups: nothing else holds it.
    return first
  }

  /** The key columns of all groups. */
  keys(): Column[] {
    return this.#global ? [] : this.#encoder.decode(this.#table.words, this.#table.size)
  }

  #assignDirect(words: Int32Array, { rows, count }: Selection): void {
    let direct = this.#direct!
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const at = words[r] + 1
      if (at >= direct.length) this.#direct = direct = withRoom(direct, at + 1)
      let group = direct[at] - 1
      if (group < 0) {
        group = this.#table.add1(words[r])
        direct[at] = group + 1
      }
      words[r] = group
    }
  }

  #assign1(a: Int32Array, { rows, count }: Selection): void {
    let last = 0
    let group = -1
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      // Keys such as days and hours come in runs.
      if (group < 0 || a[r] !== last) {
        last = a[r]
        group = this.#table.add1(last)
      }
      a[r] = group
    }
  }

  #assign2(a: Int32Array, b: Int32Array, { rows, count }: Selection): void {
    let lastA = 0
    let lastB = 0
    let group = -1
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      if (group < 0 || a[r] !== lastA || b[r] !== lastB) {
        lastA = a[r]
        lastB = b[r]
        group = this.#table.add2(lastA, lastB)
      }
      a[r] = group
    }
  }

  #assignMany(words: readonly Int32Array[], { rows, count }: Selection): void {
    const scratch = new Int32Array(words.length)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      for (let k = 0; k < words.length; k++) scratch[k] = words[k][r]
      words[0][r] = this.#table.add(scratch, 0)
    }
  }
}
