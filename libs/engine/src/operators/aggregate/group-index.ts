import type { Column } from '@millrace/columns'
import { isText } from '../../kernels/generator.ts'
import type { Selection } from '../../kernels/kernel.ts'
import { TupleTable } from '../../kernels/tuple-table.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { ValueType } from './accumulator.ts'
import { TupleEncoder } from './tuple-encoder.ts'

/** Numbers the groups 0, 1, 2 ... in order of first appearance. Without keys there is one group, always. */
export class GroupIndex {
  readonly #encoder: TupleEncoder
  readonly #table: TupleTable
  readonly #kind: 'global' | 'text' | 'tuples'
  /** With a single text key a group is the own id of its text, plus 1 from this group on, which is null's; -1 is none yet. */
  #nullGroup = -1

  constructor(keys: readonly ValueType[]) {
    this.#encoder = new TupleEncoder(keys)
    this.#table = new TupleTable(this.#encoder.width)
    this.#kind = keys.length === 0 ? 'global' : keys.length === 1 && isText(keys[0].type) ? 'text' : 'tuples'
  }

  get size(): number {
    if (this.#kind === 'global') return 1
    return this.#kind === 'text' ? this.#encoder.texts + (this.#nullGroup < 0 ? 0 : 1) : this.#table.size
  }

  get byteSize(): number {
    return this.#encoder.byteSize + this.#table.byteSize
  }

  /** The group of each selected row, indexed by row; null when there are no keys. */
  assign(keys: readonly PlainColumn[], selection: Selection): Int32Array | null {
    if (this.#kind === 'global') return null
    const texts = this.#encoder.texts
    const words = this.#encoder.encode(keys, selection)
    const [first] = words
    if (this.#kind === 'text') this.#assignText(first, selection, keys[0].nullCount > 0, texts)
    else if (words.length === 1) this.#assign1(first, selection)
    else if (words.length === 2) this.#assign2(first, words[1], selection)
    else this.#assignMany(words, selection)
    // The first word array becomes the groups: nothing else holds it.
    return first
  }

  /** The key columns of all groups. */
  keys(): Column[] {
    if (this.#kind === 'global') return []
    if (this.#kind === 'tuples') return this.#encoder.decode(this.#table.words, this.#table.size)
    const nullGroup = this.#nullGroup
    const ids = Int32Array.from({ length: this.size }, (_, g) =>
      nullGroup < 0 || g < nullGroup ? g : g === nullGroup ? -1 : g - 1,
    )
    return this.#encoder.decode(ids, ids.length)
  }

  #assignText(ids: Int32Array, { rows, count }: Selection, nulls: boolean, known: number): void {
    if (this.#nullGroup < 0 && !nulls) return
    let seen = known
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const id = ids[r]
      if (id >= 0) {
        if (this.#nullGroup < 0) seen = Math.max(seen, id + 1)
        else if (id >= this.#nullGroup) ids[r] = id + 1
      } else {
        if (this.#nullGroup < 0) this.#nullGroup = seen
        ids[r] = this.#nullGroup
      }
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
