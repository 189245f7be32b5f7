import { type Column, type FixedColumn, isObjectType, setValid, type TypeName, validityBytes } from '@millrace/columns'
import { is64, isText } from '../../kernels/generator.ts'
import { newValues, type Selection } from '../../kernels/kernel.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { ValueType } from './accumulator.ts'
import { emptyWithRoom } from './arrays.ts'
import { ObjectWords } from './object-words.ts'
import { TextWords } from './text-words.ts'

/** Word of a null where no value can be this. */
const NULL_WORD = -2147483648

/**
 * Turns rows of several columns into tuples of 32-bit words, equal where Spark calls the rows equal (null equals null, NaN equals
 * NaN, -0.0 equals 0.0), and tuples back into columns. Strings and objects become ids of an own dictionary.
 */
export class TupleEncoder {
  /** Words of a tuple. */
  readonly width: number
  readonly #columns: readonly (TextWords | ObjectWords | FixedWords)[]

  constructor(types: readonly ValueType[]) {
    this.#columns = types.map(wordsOf)
    this.width = this.#columns.reduce((sum, c) => sum + c.width, 0)
  }

  get byteSize(): number {
    return this.#columns.reduce((sum, c) => sum + c.byteSize, 0)
  }

  /** Distinct texts seen in the first column, null not counted: their words are 0, 1, 2 ... in order of first appearance. */
  get texts(): number {
    const [first] = this.#columns
    return first instanceof TextWords ? first.size : 0
  }

  /**
   * Word arrays, indexed by the row of the batch, for reading until the next call: some are the columns' own memory. Rows that are
   * not selected hold anything.
   */
  encode(columns: readonly PlainColumn[], selection: Selection): Int32Array[] {
    return this.#columns.flatMap((c, i) => c.encode(columns[i], selection))
  }

  /** The columns of `length` tuples that follow each other in `words`, `stride` words apart, the first starting at `at`. */
  decode(words: Int32Array, length: number, stride = this.width, at = 0): Column[] {
    let position = at
    return this.#columns.map(c => {
      const column = c.decode(words, length, stride, position)
      position += c.width
      return column
    })
  }
}

function wordsOf(value: ValueType): TextWords | ObjectWords | FixedWords {
  const { type } = value
  if (isObjectType(type)) return new ObjectWords(type)
  return isText(type) ? new TextWords(type === 'binary') : new FixedWords(value)
}

/** Types with fewer values than a word has. */
const isNarrow = (type: TypeName): boolean => type === 'boolean' || type === 'int8' || type === 'int16'

class FixedWords {
  readonly width: number
  readonly #buffers: Int32Array<ArrayBuffer>[]
  readonly #type: FixedColumn['type']
  /** Nullable columns whose values fill their words have one more word: 1 for null. */
  readonly #flag: boolean

  constructor({ type, nullable }: ValueType) {
    this.#type = type as FixedColumn['type']
    this.#flag = nullable && !isNarrow(type)
    this.width = (is64(type) || type === 'double' ? 2 : 1) + (this.#flag ? 1 : 0)
    this.#buffers = Array.from({ length: this.width }, () => new Int32Array(0))
  }

  get byteSize(): number {
    return this.#buffers.reduce((sum, b) => sum + b.byteLength, 0)
  }

  encode(column: PlainColumn, { rows, count }: Selection): Int32Array[] {
    const { values, validity, length } = column as FixedColumn
    for (const [i, buffer] of this.#buffers.entries()) this.#buffers[i] = emptyWithRoom(buffer, length)
    const words = [...this.#buffers]
    if (values instanceof Int32Array && validity === null) words[0] = values as Int32Array<ArrayBuffer>
    else fillWords(values, length, words)
    if (this.#flag) words[words.length - 1].fill(0, 0, length)
    if (validity === null) return words
    const nullWord = this.#flag ? 0 : NULL_WORD
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      if ((validity[r >> 3] & (1 << (r & 7))) !== 0) continue
      for (const word of words) word[r] = nullWord
      if (this.#flag) words[words.length - 1][r] = 1
    }
    return words
  }

  decode(words: Int32Array, length: number, stride: number, at: number): Column {
    const values = newValues(this.#type, length)
    const wide = values instanceof BigInt64Array || values instanceof Float64Array
    const target = wide || values instanceof Float32Array ? new Int32Array(values.buffer) : (values as Int32Array)
    const validity = new Uint8Array(validityBytes(length))
    let nullCount = 0
    for (let i = 0; i < length; i++) {
      const from = i * stride + at
      if (this.#flag ? words[from + this.width - 1] === 1 : words[from] === NULL_WORD && isNarrow(this.#type)) {
        nullCount++
        continue
      }
      setValid(validity, i)
      if (wide) {
        target[2 * i] = words[from]
        target[2 * i + 1] = words[from + 1]
      } else target[i] = words[from]
    }
    return { type: this.#type, length, values, validity: nullCount === 0 ? null : validity, nullCount }
  }
}

function fillWords(values: FixedColumn['values'], length: number, words: readonly Int32Array[]): void {
  const [first, second] = words
  if (values instanceof Float64Array) {
    const normal = new Float64Array(length)
    for (let i = 0; i < length; i++) {
      const v = values[i]
      normal[i] = v === 0 ? 0 : Number.isNaN(v) ? Number.NaN : v
    }
    split(new Int32Array(normal.buffer), length, first, second)
  } else if (values instanceof Float32Array) {
    const normal = new Float32Array(first.buffer, first.byteOffset, length)
    for (let i = 0; i < length; i++) {
      const v = values[i]
      normal[i] = v === 0 ? 0 : Number.isNaN(v) ? Number.NaN : v
    }
  } else if (values instanceof BigInt64Array) {
    split(new Int32Array(values.buffer, values.byteOffset, length * 2), length, first, second)
  } else for (let i = 0; i < length; i++) first[i] = values[i]
}

function split(source: Int32Array, length: number, low: Int32Array, high: Int32Array): void {
  for (let i = 0; i < length; i++) {
    low[i] = source[2 * i]
    high[i] = source[2 * i + 1]
  }
}
