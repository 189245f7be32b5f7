import type { Column } from '@millrace/columns'
import { isText } from '../../kernels/generator.ts'
import type { Selection } from '../../kernels/kernel.ts'
import { TupleTable } from '../../kernels/tuple-table.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { ValueType } from './accumulator.ts'
import { emptyWithRoom, firstNumbers, withRoom } from './arrays.ts'
import { TupleEncoder } from './tuple-encoder.ts'

/** Words below this are small; as a day it is in 2059. */
const SMALL = 32768

/** Numbers the groups 0, 1, 2 ... in order of first appearance. Without keys there is one group, always. */
export class GroupIndex {
  readonly #encoder: TupleEncoder
  readonly #table: TupleTable
  readonly #kind: 'global' | 'text' | 'tuples'
  /** With a single key of one word: the group plus 1 of each small word (status codes, hours, days), found without hashing; 0 is none yet. */
  #small = new Int32Array(0)
  #groups = new Int32Array(0)
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
    return this.#encoder.byteSize + this.#table.byteSize + this.#small.byteLength + this.#groups.byteLength
  }

  /** The group of each selected row, indexed by row, for reading until the next call; null when there are no keys. */
  assign(keys: readonly PlainColumn[], selection: Selection): Int32Array | null {
    if (this.#kind === 'global') return null
    const texts = this.#encoder.texts
    const words = this.#encoder.encode(keys, selection)
    const [first] = words
    // Without nulls the words of a text are its groups.
    if (this.#kind === 'text' && this.#nullGroup < 0 && keys[0].nullCount === 0) return first
    const groups = (this.#groups = emptyWithRoom(this.#groups, keys[0].length))
    if (this.#kind === 'text') this.#assignText(first, groups, selection, texts)
    else if (words.length === 1) this.#assign1(first, groups, selection)
    else if (words.length === 2) this.#assign2(first, words[1], groups, selection)
    else this.#assignMany(words, groups, selection)
    return groups
  }

  /** The key columns of all groups, or of some. */
  keys(only: Int32Array | null = null): Column[] {
    if (this.#kind === 'global') return []
    if (this.#kind === 'tuples') return this.#encoder.decode(this.#words(only), only?.length ?? this.#table.size)
    const nullGroup = this.#nullGroup
    const ids = only?.slice() ?? firstNumbers(this.size)
    if (nullGroup >= 0)
      for (let i = 0; i < ids.length; i++) {
        if (ids[i] >= nullGroup) ids[i] = ids[i] === nullGroup ? -1 : ids[i] - 1
      }
    return this.#encoder.decode(ids, ids.length)
  }

  /** The tuples of groups, one after another. */
  #words(only: Int32Array | null): Int32Array {
    const { words } = this.#table
    if (only === null) return words
    const { width } = this.#encoder
    const some = new Int32Array(only.length * width)
    for (let i = 0; i < only.length; i++)
      for (let w = 0; w < width; w++) some[i * width + w] = words[only[i] * width + w]
    return some
  }

  #assignText(ids: Int32Array, groups: Int32Array, { rows, count }: Selection, known: number): void {
    let seen = known
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const id = ids[r]
      if (id >= 0) {
        if (this.#nullGroup < 0) seen = Math.max(seen, id + 1)
        groups[r] = this.#nullGroup >= 0 && id >= this.#nullGroup ? id + 1 : id
      } else {
        if (this.#nullGroup < 0) this.#nullGroup = seen
        groups[r] = this.#nullGroup
      }
    }
  }

  #assign1(a: Int32Array, groups: Int32Array, { rows, count }: Selection): void {
    let small = this.#small
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const word = a[r]
      let known = word >>> 0 < small.length ? small[word] : 0
      if (known === 0) {
        known = this.#find1(word)
        small = this.#small
      }
      groups[r] = known - 1
    }
  }

  /** The group of a word, plus 1. */
  #find1(word: number): number {
    const known = this.#table.add1(word) + 1
    if (word >= 0 && word < SMALL) {
      this.#small = withRoom(this.#small, word + 1)
      this.#small[word] = known
    }
    return known
  }

  #assign2(a: Int32Array, b: Int32Array, groups: Int32Array, { rows, count }: Selection): void {
    let lastA = 0
    let lastB = 0
    let group = -1
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      // Equal keys come in runs.
      if (group < 0 || a[r] !== lastA || b[r] !== lastB) {
        lastA = a[r]
        lastB = b[r]
        group = this.#table.add2(lastA, lastB)
      }
      groups[r] = group
    }
  }

  #assignMany(words: readonly Int32Array[], groups: Int32Array, { rows, count }: Selection): void {
    const scratch = new Int32Array(words.length)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      for (let k = 0; k < words.length; k++) scratch[k] = words[k][r]
      groups[r] = this.#table.add(scratch, 0)
    }
  }
}
