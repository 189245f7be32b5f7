import { type FixedColumn, int64Words, validityBytes } from '@millrace/columns'

/** An int16 column without nulls. */
export class Int16ColumnBuilder {
  values = new Int16Array(0)

  begin(capacity: number): void {
    this.values = new Int16Array(capacity)
  }

  finish(length: number): FixedColumn {
    return { type: 'int16', length, values: this.values, validity: null, nullCount: 0 }
  }
}

/** A column of 64-bit values, written as 32-bit words. Rows count as null until they are set in `validity`. */
export class Int64ColumnBuilder {
  readonly #type: 'int64' | 'timestamp'
  readonly #nullable: boolean
  words: Uint32Array = new Uint32Array(0)
  validity = new Uint8Array(0)
  nullCount = 0
  #values = new BigInt64Array(0)

  constructor(type: 'int64' | 'timestamp', nullable: boolean) {
    this.#type = type
    this.#nullable = nullable
  }

  begin(capacity: number): void {
    this.#values = new BigInt64Array(capacity)
    this.words = int64Words(this.#values)
    this.nullCount = 0
    if (this.#nullable) this.validity = new Uint8Array(validityBytes(capacity))
  }

  /** Sets rows from `row` on. */
  setValues(row: number, values: BigInt64Array): void {
    this.#values.set(values, row)
  }

  /** Marks rows from `row`, a multiple of 8, on as set where the bitmap has them; `nulls` is how many rows it leaves null. */
  addValidity(row: number, bitmap: Uint8Array, nulls: number): void {
    this.nullCount += nulls
    const first = row >> 3
    const length = Math.min(bitmap.length, this.validity.length - first)
    for (let i = 0; i < length; i++) this.validity[first + i] |= bitmap[i]
  }

  finish(length: number): FixedColumn {
    const validity = this.nullCount > 0 ? this.validity : null
    return { type: this.#type, length, values: this.#values, validity, nullCount: this.nullCount }
  }
}
