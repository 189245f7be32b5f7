import {
  type BinaryColumn,
  type Column,
  Dictionary,
  type FixedColumn,
  type FixedType,
  type FixedValues,
  type HostValue,
  isFixedType,
  isValid,
  newFixedValues,
  type ObjectColumn,
  type ObjectType,
  type Schema,
  type StringColumn,
  setValid,
  type TypeName,
  validityBytes,
} from '@millrace/columns'
import { grown } from './growable.ts'
import { type PooledRows, StringPool } from './string-pool.ts'

/** A column that takes runs of rows from batches into its own typed arrays. */
export interface GrowingColumn {
  append(column: Column, from: number, to: number): void
  /** The rows so far, sharing the arrays: valid until the next append. */
  column(): Column
  /** Forgets the rows; their memory is for the rows that follow. */
  clear(): void
  /** Forgets the rows and lets go of their memory. */
  release(): void
}

/** Small, since there may be thousands of groups of a few rows each. */
const INITIAL_ROWS = 64

export function growingColumn(type: TypeName, pool: StringPool): GrowingColumn {
  if (type === 'string') return new GrowingStrings(pool)
  if (type === 'binary') return new GrowingBinary()
  return isFixedType(type) ? new GrowingFixed(type) : new GrowingObjects(type)
}

/** Columns of a schema, each with strings of its own. */
export const growingColumns = (schema: Schema): GrowingColumn[] =>
  schema.map(field => growingColumn(field.type, new StringPool()))

/** A validity bitmap that exists only once there was a null. */
class Validity {
  bits: Uint8Array | null = null
  nullCount = 0

  append(validity: Uint8Array | null, from: number, to: number, length: number): void {
    const end = length + to - from
    if (this.bits === null) {
      if (validity === null) return
      this.bits = new Uint8Array(validityBytes(Math.max(INITIAL_ROWS, end)))
      for (let i = 0; i < length; i++) setValid(this.bits, i)
    }
    if (this.bits.length < validityBytes(end)) this.bits = grown(this.bits, validityBytes(end * 2))
    for (let row = from, at = length; row < to; row++, at++) {
      if (isValid(validity, row)) setValid(this.bits, at)
      else this.nullCount++
    }
  }

  clear(): void {
    this.bits = null
    this.nullCount = 0
  }
}

class GrowingFixed implements GrowingColumn {
  readonly #type: FixedType
  #values: FixedValues
  readonly #validity = new Validity()
  #length = 0

  constructor(type: FixedType) {
    this.#type = type
    this.#values = newFixedValues(type, INITIAL_ROWS)
  }

  append(column: Column, from: number, to: number): void {
    const { values, validity } = column as FixedColumn
    const end = this.#length + to - from
    if (end > this.#values.length) this.#values = grown(this.#values, end * 2)
    copyValues(this.#values, this.#length, values, from, to)
    this.#validity.append(validity, from, to, this.#length)
    this.#length = end
  }

  column(): Column {
    const { bits: validity, nullCount } = this.#validity
    return { type: this.#type, length: this.#length, values: this.#values, validity, nullCount }
  }

  clear(): void {
    this.#length = 0
    this.#validity.clear()
  }

  release(): void {
    this.clear()
    this.#values = newFixedValues(this.#type, INITIAL_ROWS)
  }
}

class GrowingStrings implements GrowingColumn, PooledRows {
  ids = new Int32Array(INITIAL_ROWS)
  length = 0
  dictionary = new Dictionary(0)
  #nullCount = 0
  readonly #pool: StringPool

  constructor(pool: StringPool) {
    this.#pool = pool
  }

  append(column: Column, from: number, to: number): void {
    const end = this.length + to - from
    if (end > this.ids.length) this.ids = grown(this.ids, end * 2)
    this.#pool.append(this, column as StringColumn, from, to)
    if (column.nullCount === column.length) this.#nullCount += to - from
    else if (column.nullCount > 0) this.#nullCount += countNulls((column as StringColumn).ids, from, to)
  }

  column(): Column {
    const { ids, length, dictionary } = this
    return { type: 'string', length, ids, dictionary, nullCount: this.#nullCount }
  }

  clear(): void {
    this.#pool.clear(this)
    this.#nullCount = 0
  }

  release(): void {
    this.clear()
    this.ids = new Int32Array(INITIAL_ROWS)
  }
}

class GrowingBinary implements GrowingColumn {
  #bytes = new Uint8Array(0)
  #offsets = new Int32Array(INITIAL_ROWS + 1)
  readonly #validity = new Validity()
  #length = 0

  append(column: Column, from: number, to: number): void {
    const { bytes, offsets, validity } = column as BinaryColumn
    const end = this.#length + to - from
    const shift = this.#offsets[this.#length] - offsets[from]
    const used = offsets[to] + shift
    if (end >= this.#offsets.length) this.#offsets = grown(this.#offsets, end * 2 + 1)
    if (used > this.#bytes.length) this.#bytes = grown(this.#bytes, used * 2)
    this.#bytes.set(bytes.subarray(offsets[from], offsets[to]), offsets[from] + shift)
    for (let row = from, at = this.#length; row < to; row++, at++) this.#offsets[at + 1] = offsets[row + 1] + shift
    this.#validity.append(validity, from, to, this.#length)
    this.#length = end
  }

  column(): Column {
    const { bits: validity, nullCount } = this.#validity
    return { type: 'binary', length: this.#length, offsets: this.#offsets, bytes: this.#bytes, validity, nullCount }
  }

  clear(): void {
    this.#length = 0
    this.#validity.clear()
  }

  release(): void {
    this.clear()
    this.#bytes = new Uint8Array(0)
    this.#offsets = new Int32Array(INITIAL_ROWS + 1)
  }
}

class GrowingObjects implements GrowingColumn {
  readonly #type: ObjectType
  #objects: HostValue[] = []

  constructor(type: ObjectType) {
    this.#type = type
  }

  append(column: Column, from: number, to: number): void {
    const { objects } = column as ObjectColumn
    for (let row = from; row < to; row++) this.#objects.push(objects[row])
  }

  column(): Column {
    const objects = this.#objects
    return { type: this.#type, length: objects.length, objects, nullCount: objects.filter(v => v === null).length }
  }

  clear(): void {
    this.#objects = []
  }

  release(): void {
    this.clear()
  }
}

/** Copies few values one by one: a view costs more. */
function copyValues(target: FixedValues, at: number, values: FixedValues, from: number, to: number): void {
  if (to - from > 32) target.set(values.subarray(from, to) as never, at)
  else for (let row = from, place = at; row < to; row++, place++) target[place] = values[row]
}

function countNulls(ids: Int32Array, from: number, to: number): number {
  let nulls = 0
  for (let row = from; row < to; row++) nulls += ids[row] >>> 31
  return nulls
}
