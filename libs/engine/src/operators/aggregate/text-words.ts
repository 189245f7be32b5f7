import { type Column, Dictionary } from '@millrace/columns'
import { binaryColumn } from '../../kernels/binary-ids.ts'
import type { Entries } from '../../kernels/entries.ts'
import type { Selection } from '../../kernels/kernel.ts'
import type { PlainColumn, PlainStringColumn } from '../plain-column.ts'
import { emptyWithRoom } from './arrays.ts'

const NO_TRANSLATION = new Int32Array(0)

/** The texts of one column as words: ids 0, 1, 2 ... in order of first appearance; -1 is null. */
export class TextWords {
  readonly width = 1
  readonly #binary: boolean
  /** Null while all texts came from one dictionary in its own order: that one's first `#same` entries are the own ones then. */
  #own: Dictionary | null = null
  #words = new Int32Array(0)
  #source: Entries | null = null
  /** Ids below this are the same here as in `#source`: both number all rows by first appearance where nothing is filtered out. */
  #same = 0
  /** Own id plus 1 by id in `#source`; 0 is unknown. */
  #translation = NO_TRANSLATION

  constructor(binary: boolean) {
    this.#binary = binary
  }

  /** Distinct texts so far. */
  get size(): number {
    return this.#own?.size ?? this.#same
  }

  get byteSize(): number {
    return this.#textBytes + this.#words.byteLength + this.#translation.byteLength
  }

  /** Bytes of the own texts, and of a task's that serve as such; a Dictionary is counted where it grows. */
  get #textBytes(): number {
    if (this.#own !== null) return this.#own.byteSize
    const source = this.#source
    return source === null || source instanceof Dictionary ? 0 : source.bytes.byteLength + source.offsets.byteLength
  }

  /** One array, indexed by row; see TupleEncoder. */
  encode(column: PlainColumn, selection: Selection): Int32Array[] {
    if (column.type === 'binary') return [this.#internBinary(column, selection)]
    const { ids, dictionary, length } = column as PlainStringColumn
    // Nothing to translate, nothing to hash: the common case of a grouping without filter, and the cheapest.
    if (this.#own === null && this.#continues(dictionary, ids, selection)) return [ids]
    this.#ownTexts()
    this.#follow(dictionary)
    const words = (this.#words = emptyWithRoom(this.#words, length))
    const { rows, count } = selection
    const translation = this.#translation
    let same = this.#same
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const id = ids[r]
      // So is null, -1.
      if (id < same) words[r] = id
      else {
        const own = translation[id]
        words[r] = own > 0 ? own - 1 : this.#translate(dictionary, id)
        same = this.#same
      }
    }
    return [words]
  }

  decode(words: Int32Array, length: number, stride: number, at: number): Column {
    const ids = new Int32Array(length)
    let nullCount = 0
    for (let i = 0; i < length; i++) if ((ids[i] = words[i * stride + at]) < 0) nullCount++
    const dictionary = this.#texts()
    if (this.#binary) return binaryColumn(ids, length, dictionary)
    return { type: 'string', length, ids, dictionary, nullCount }
  }

  /** True when the rows go on naming the entries of the one source in its order, as counted in `#same`. */
  #continues(dictionary: Entries, ids: Int32Array, { rows, count }: Selection): boolean {
    if (this.#same === 0) this.#source = dictionary
    else if (dictionary !== this.#source) return false
    let same = this.#same
    let i = 0
    for (; i < count; i++) {
      const id = ids[rows === null ? i : rows[i]]
      if (id < same) continue
      if (id > same) break
      same++
    }
    this.#same = same
    return i === count
  }

  /** The own texts, for reading. */
  #texts(): Dictionary {
    if (this.#own !== null) return this.#own
    if (this.#source === null) return new Dictionary(0)
    if (this.#source instanceof Dictionary && this.#source.size === this.#same) return this.#source
    return firstOf(this.#source, this.#same)
  }

  /** The own texts, for adding to. */
  #ownTexts(): void {
    if (this.#own !== null) return
    this.#own = this.#source === null || this.#same === 0 ? new Dictionary(64) : firstOf(this.#source, this.#same)
  }

  #follow(dictionary: Entries): void {
    if (dictionary !== this.#source) {
      this.#source = dictionary
      this.#same = 0
      this.#translation = NO_TRANSLATION
    }
    if (dictionary.size <= this.#translation.length) return
    const larger = new Int32Array(Math.max(64, this.#translation.length === 0 ? dictionary.size : dictionary.size * 2))
    larger.set(this.#translation)
    this.#translation = larger
  }

  #translate(dictionary: Entries, id: number): number {
    const own = this.#own!.intern(dictionary.bytes, dictionary.offsets[id], dictionary.offsets[id + 1])
    this.#translation[id] = own + 1
    if (id === this.#same && own === id) this.#same++
    return own
  }

  #internBinary(column: Extract<PlainColumn, { type: 'binary' }>, { rows, count }: Selection): Int32Array {
    this.#ownTexts()
    const own = this.#own!
    const words = (this.#words = emptyWithRoom(this.#words, column.length))
    const { bytes, offsets, validity } = column
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const valid = validity === null || (validity[r >> 3] & (1 << (r & 7))) !== 0
      words[r] = valid ? own.intern(bytes, offsets[r], offsets[r + 1]) : -1
    }
    return words
  }
}

const firstOf = ({ offsets, bytes }: Entries, size: number): Dictionary =>
  Dictionary.ofDistinct({ size, offsets, bytes })
