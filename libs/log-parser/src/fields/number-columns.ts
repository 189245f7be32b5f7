import { type FixedColumn, setValid, validityBytes, writeInt64 } from '@millrace/columns'
import { Int64ColumnBuilder } from '../fixed-column-builders.ts'
import { writeSize } from '../web-log/size.ts'

/** Fills int16 and int32 columns, one after another. Rows count as null until they are set. */
export class SmallIntegers {
  readonly #type: 'int16' | 'int32'
  #values: Int16Array | Int32Array = new Int16Array(0)
  #validity = new Uint8Array(0)
  #set = 0

  constructor(type: 'int16' | 'int32') {
    this.#type = type
  }

  begin(capacity: number): void {
    this.#values = this.#type === 'int16' ? new Int16Array(capacity) : new Int32Array(capacity)
    this.#validity = new Uint8Array(validityBytes(capacity))
    this.#set = 0
  }

  set(row: number, value: number): void {
    this.#values[row] = value
    setValid(this.#validity, row)
    this.#set++
  }

  finish(length: number): FixedColumn {
    const nullCount = length - this.#set
    const validity = nullCount > 0 ? this.#validity : null
    return { type: this.#type, length, values: this.#values, validity, nullCount }
  }
}

/** The same for int64 and timestamp columns. */
export class LongIntegers {
  readonly #builder: Int64ColumnBuilder
  #set = 0

  constructor(type: 'int64' | 'timestamp') {
    this.#builder = new Int64ColumnBuilder(type, true)
  }

  begin(capacity: number): void {
    this.#builder.begin(capacity)
    this.#set = 0
  }

  /** Sets a row to an integral double. */
  set(row: number, value: number): void {
    writeInt64(this.#builder.words, row, value)
    this.#mark(row)
  }

  /** Sets a row to the digits of a range, which fit. */
  setDigits(row: number, bytes: Uint8Array, start: number, end: number): void {
    writeSize(this.#builder.words, row, bytes, start, end)
    this.#mark(row)
  }

  finish(length: number): FixedColumn {
    this.#builder.nullCount = length - this.#set
    return this.#builder.finish(length)
  }

  #mark(row: number): void {
    setValid(this.#builder.validity, row)
    this.#set++
  }
}
