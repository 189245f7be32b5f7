import { type BinaryColumn, countValid, type FixedColumn, isValid, type StringColumn } from '@millrace/columns'
import type { Leaf } from './file-schema.ts'
import type { LeafColumn, LeafValues } from './leaf-column.ts'

export type FlatColumn = FixedColumn | StringColumn | BinaryColumn

/** Columns as leaves, one after another: nulls become definition levels. What it gives shares memory with the column and with its own scratch. */
export class FlatLeaves {
  #levels = new Int32Array(0)
  /** Ids of strings, or ends of binary values. */
  #ids = new Int32Array(0)
  #starts = new Int32Array(0)
  #words = new ArrayBuffer(0)

  /** The first `length` rows; valid until the next call. */
  leaf(leaf: Leaf, column: FlatColumn, length: number): LeafColumn {
    const nulls = nullCount(column, length)
    const count = length - nulls
    // Of no value or of all of them nothing is moved.
    if (nulls === 0 || count === 0) {
      const definition = nulls === 0 ? leaf.maxDefinition : 0
      return { leaf, count: length, definition, repetition: null, values: this.#whole(column, count) }
    }
    if (this.#levels.length < length) this.#levels = new Int32Array(length * 2)
    const values =
      column.type === 'string' ? this.#strings(column, length, count) : this.#present(column, length, count)
    return { leaf, count: length, definition: this.#levels, repetition: null, values }
  }

  #whole(column: FlatColumn, count: number): LeafValues {
    if (column.type === 'string') return { kind: 'string', count, ids: column.ids, dictionary: column.dictionary }
    if (column.type === 'binary') {
      const { offsets, bytes } = column
      return { kind: 'binary', count, starts: offsets, ends: offsets.subarray(1), bytes }
    }
    const { values } = column
    if (values instanceof BigInt64Array) return { kind: 'int64', count, values }
    if (values instanceof Int32Array) return { kind: 'int32', count, values }
    if (values instanceof Float64Array) return { kind: 'double', count, values }
    if (values instanceof Float32Array) return { kind: 'float', count, values }
    if (values instanceof Uint8Array) return { kind: 'boolean', count, values }
    const wide = new Int32Array(this.#memory(count * 4))
    for (let row = 0; row < count; row++) wide[row] = values[row]
    return { kind: 'int32', count, values: wide }
  }

  #strings({ ids, dictionary }: StringColumn, length: number, count: number): LeafValues {
    if (this.#ids.length < count) this.#ids = new Int32Array(length)
    const levels = this.#levels
    const present = this.#ids
    let at = 0
    for (let row = 0; row < length; row++) {
      const id = ids[row]
      levels[row] = id < 0 ? 0 : 1
      if (id >= 0) present[at++] = id
    }
    return { kind: 'string', count, ids: present, dictionary }
  }

  /** The values that are there, next to each other. */
  #present(column: FixedColumn | BinaryColumn, length: number, count: number): LeafValues {
    const levels = this.#levels
    const { validity } = column
    for (let row = 0; row < length; row++) levels[row] = isValid(validity, row) ? 1 : 0
    if (column.type === 'binary') return this.#presentBytes(column, length, count)
    const { values } = column
    if (values instanceof BigInt64Array) {
      const words = new Int32Array(values.buffer, values.byteOffset, length * 2)
      const memory = this.#memory(count * 8)
      pickPairs(words, new Int32Array(memory), levels, length)
      return { kind: 'int64', count, values: new BigInt64Array(memory) }
    }
    if (values instanceof Float64Array) {
      const present = new Float64Array(this.#memory(count * 8))
      pick(values, present, levels, length)
      return { kind: 'double', count, values: present }
    }
    if (values instanceof Float32Array) {
      const present = new Float32Array(this.#memory(count * 4))
      pick(values, present, levels, length)
      return { kind: 'float', count, values: present }
    }
    if (values instanceof Uint8Array) {
      const present = new Uint8Array(this.#memory(count))
      pick(values, present, levels, length)
      return { kind: 'boolean', count, values: present }
    }
    const present = new Int32Array(this.#memory(count * 4))
    pick(values, present, levels, length)
    return { kind: 'int32', count, values: present }
  }

  #presentBytes({ offsets, bytes }: BinaryColumn, length: number, count: number): LeafValues {
    const levels = this.#levels
    if (this.#starts.length < count) this.#starts = new Int32Array(length)
    if (this.#ids.length < count) this.#ids = new Int32Array(length)
    const starts = this.#starts
    const ends = this.#ids
    let at = 0
    for (let row = 0; row < length; row++) {
      if (levels[row] === 0) continue
      starts[at] = offsets[row]
      ends[at++] = offsets[row + 1]
    }
    return { kind: 'binary', count, starts, ends, bytes }
  }

  #memory(bytes: number): ArrayBuffer {
    if (this.#words.byteLength < bytes) this.#words = new ArrayBuffer((bytes * 2 + 7) & ~7)
    return this.#words
  }
}

function nullCount(column: FlatColumn, length: number): number {
  if (column.type !== 'string') return column.validity === null ? 0 : length - countValid(column.validity, length)
  if (column.length === length) return column.nullCount
  let nulls = 0
  for (let row = 0; row < length; row++) nulls += column.ids[row] >>> 31
  return nulls
}

type Values = Exclude<FixedColumn['values'], BigInt64Array>

function pick(values: Values, present: Values, levels: Int32Array, length: number): void {
  let at = 0
  for (let row = 0; row < length; row++) if (levels[row] === 1) present[at++] = values[row]
}

/** Values of two words each. */
function pickPairs(values: Int32Array, present: Int32Array, levels: Int32Array, length: number): void {
  let at = 0
  for (let row = 0; row < length; row++) {
    if (levels[row] === 0) continue
    present[at++] = values[2 * row]
    present[at++] = values[2 * row + 1]
  }
}
