import {
  type Column,
  Dictionary,
  type FixedType,
  type FixedValues,
  type HostValue,
  isFixedType,
  newFixedValues,
  type ObjectType,
  setValid,
  type TypeName,
  validityBytes,
} from '@millrace/columns'

/** A column that grows value by value; `take` gives it and starts the next one. */
export interface ColumnBuilder {
  readonly length: number
  append(value: HostValue): void
  appendNull(): void
  /** For string and binary: a value without a string in between. Strings must be valid UTF-8. */
  appendBytes(source: Uint8Array, start: number, end: number): void
  /** Takes the last value back. */
  undo(): void
  take(): Column
}

export function columnBuilder(type: TypeName): ColumnBuilder {
  if (type === 'string') return new StringBuilder()
  if (type === 'binary') return new BinaryBuilder()
  return isFixedType(type) ? new FixedBuilder(type) : new ObjectBuilder(type as ObjectType)
}

const FIRST_ROWS = 1024
/** A dictionary that has grown so large is left behind with the column. */
const DICTIONARY_BYTES = 16 * 1024 * 1024

class FixedBuilder implements ColumnBuilder {
  length = 0
  readonly #type: FixedType
  #values: FixedValues
  #validity: Uint8Array
  #nullCount = 0

  constructor(type: FixedType) {
    this.#type = type
    this.#values = newFixedValues(type, FIRST_ROWS)
    this.#validity = new Uint8Array(validityBytes(FIRST_ROWS))
  }

  append(value: HostValue): void {
    if (value === null) {
      this.appendNull()
      return
    }
    if (this.length === this.#values.length) this.#grow()
    this.#values[this.length] = value as never
    setValid(this.#validity, this.length++)
  }

  appendNull(): void {
    if (this.length === this.#values.length) this.#grow()
    this.length++
    this.#nullCount++
  }

  appendBytes(): void {
    throw new TypeError(`A column of type ${this.#type} holds no bytes.`)
  }

  undo(): void {
    const row = --this.length
    const bit = 1 << (row & 7)
    if ((this.#validity[row >> 3] & bit) === 0) this.#nullCount--
    this.#validity[row >> 3] &= ~bit
    this.#values.fill(0 as never, row, row + 1)
  }

  take(): Column {
    const { length } = this
    const validity = this.#nullCount === 0 ? null : this.#validity
    const column: Column = { type: this.#type, length, values: this.#values, validity, nullCount: this.#nullCount }
    this.#values = newFixedValues(this.#type, Math.max(FIRST_ROWS, length))
    this.#validity = new Uint8Array(validityBytes(this.#values.length))
    this.length = 0
    this.#nullCount = 0
    return column
  }

  #grow(): void {
    const values = newFixedValues(this.#type, this.#values.length * 2)
    values.set(this.#values as never)
    const validity = new Uint8Array(validityBytes(values.length))
    validity.set(this.#validity)
    this.#values = values
    this.#validity = validity
  }
}

class StringBuilder implements ColumnBuilder {
  length = 0
  #ids = new Int32Array(FIRST_ROWS)
  #dictionary = new Dictionary()
  #nullCount = 0

  append(value: HostValue): void {
    if (value === null) this.appendNull()
    else this.#push(this.#dictionary.internString(value as string))
  }

  appendNull(): void {
    this.#nullCount++
    this.#push(-1)
  }

  appendBytes(source: Uint8Array, start: number, end: number): void {
    this.#push(this.#dictionary.intern(source, start, end))
  }

  undo(): void {
    if (this.#ids[--this.length] < 0) this.#nullCount--
  }

  take(): Column {
    const { length } = this
    const dictionary = this.#dictionary
    const column: Column = { type: 'string', length, ids: this.#ids, dictionary, nullCount: this.#nullCount }
    this.#ids = new Int32Array(Math.max(FIRST_ROWS, length))
    if (dictionary.byteSize > DICTIONARY_BYTES) this.#dictionary = new Dictionary()
    this.length = 0
    this.#nullCount = 0
    return column
  }

  #push(id: number): void {
    if (this.length === this.#ids.length) {
      const ids = new Int32Array(this.#ids.length * 2)
      ids.set(this.#ids)
      this.#ids = ids
    }
    this.#ids[this.length++] = id
  }
}

class BinaryBuilder implements ColumnBuilder {
  #values: (Uint8Array | null)[] = []

  get length(): number {
    return this.#values.length
  }

  append(value: HostValue): void {
    this.#values.push(value as Uint8Array | null)
  }

  appendNull(): void {
    this.#values.push(null)
  }

  appendBytes(source: Uint8Array, start: number, end: number): void {
    this.#values.push(source.slice(start, end))
  }

  undo(): void {
    this.#values.pop()
  }

  take(): Column {
    const values = this.#values
    const { length } = values
    const offsets = new Int32Array(length + 1)
    const validity = new Uint8Array(validityBytes(length))
    let nullCount = 0
    for (let i = 0; i < length; i++) {
      const value = values[i]
      offsets[i + 1] = offsets[i] + (value?.length ?? 0)
      if (value === null) nullCount++
      else setValid(validity, i)
    }
    const bytes = new Uint8Array(offsets[length])
    for (let i = 0; i < length; i++) if (values[i] !== null) bytes.set(values[i]!, offsets[i])
    this.#values = []
    return { type: 'binary', length, offsets, bytes, validity: nullCount === 0 ? null : validity, nullCount }
  }
}

class ObjectBuilder implements ColumnBuilder {
  readonly #type: ObjectType
  #objects: HostValue[] = []

  constructor(type: ObjectType) {
    this.#type = type
  }

  get length(): number {
    return this.#objects.length
  }

  append(value: HostValue): void {
    this.#objects.push(value)
  }

  appendNull(): void {
    this.#objects.push(null)
  }

  appendBytes(): void {
    throw new TypeError(`A column of type ${this.#type} holds no bytes.`)
  }

  undo(): void {
    this.#objects.pop()
  }

  take(): Column {
    const objects = this.#objects
    this.#objects = []
    const nullCount = objects.reduce((sum: number, value) => sum + (value === null ? 1 : 0), 0)
    return { type: this.#type, length: objects.length, objects, nullCount }
  }
}
