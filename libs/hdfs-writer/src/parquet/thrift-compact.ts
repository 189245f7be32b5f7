/**
 * Thrift's compact protocol, as far as Parquet's footer uses it: structs to trees and back. What a reader does not know of a struct
 * it keeps, so that a footer of a newer writer survives.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

const TRUE = 1
const FALSE = 2
const BYTE = 3
const I16 = 4
const I32 = 5
const I64 = 6
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const STRUCT = 12

/** Integers are numbers, binaries and doubles their bytes; a boolean is in its field's type. */
export type ThriftValue = number | boolean | Uint8Array | ThriftList | ThriftStruct

export interface ThriftField {
  readonly type: number
  readonly value: ThriftValue
}

export interface ThriftList {
  readonly type: number
  readonly items: readonly ThriftValue[]
}

/** Fields by their id. */
export type ThriftStruct = ReadonlyMap<number, ThriftField>

/** The struct that `bytes` begins with; an Error when it is none. */
export function readStruct(bytes: Uint8Array): ThriftStruct {
  return new Reader(bytes).struct()
}

export function writeStruct(struct: ThriftStruct): Uint8Array {
  const writer = new Writer()
  writer.struct(struct)
  return Uint8Array.from(writer.bytes)
}

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  struct(): ThriftStruct {
    const fields = new Map<number, ThriftField>()
    let id = 0
    for (;;) {
      const header = this.#byte()
      if (header === 0) return fields
      const step = header >> 4
      id = step === 0 ? this.#integer() : id + step
      const type = header & 15
      fields.set(id, { type, value: type === TRUE || type === FALSE ? type === TRUE : this.#value(type) })
    }
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case BYTE:
        return this.#byte()
      case I16:
      case I32:
      case I64:
        return this.#integer()
      case DOUBLE:
        return this.#take(8)
      case BINARY:
        return this.#take(this.#varint())
      case LIST:
        return this.#list()
      case STRUCT:
        return this.struct()
      default:
        throw new Error(`A Thrift value of type ${type} at byte ${this.#at} is not one that a Parquet footer has`)
    }
  }

  #list(): ThriftList {
    const header = this.#byte()
    const length = header >> 4 === 15 ? this.#varint() : header >> 4
    const type = header & 15
    const items: ThriftValue[] = []
    for (let i = 0; i < length; i++) items.push(this.#value(type))
    return { type, items }
  }

  #byte(): number {
    if (this.#at >= this.#bytes.length) throw new Error('A Thrift struct ends before its end')
    return this.#bytes[this.#at++]
  }

  #take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new Error('A Thrift struct ends before its end')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  #varint(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte()
      value += (byte & 127) * scale
      if (byte < 128) break
    }
    if (!Number.isSafeInteger(value)) throw new Error(`An integer before byte ${this.#at} is larger than 2^53`)
    return value
  }

  /** Zigzag: 0, -1, 1, -2 ... are 0, 1, 2, 3 ... */
  #integer(): number {
    const value = this.#varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}

class Writer {
  readonly bytes: number[] = []

  struct(struct: ThriftStruct): void {
    let last = 0
    for (const [id, { type, value }] of struct) {
      const step = id - last
      if (step > 0 && step < 16) this.bytes.push((step << 4) | type)
      else {
        this.bytes.push(type)
        this.#integer(id)
      }
      last = id
      if (type !== TRUE && type !== FALSE) this.#value(type, value)
    }
    this.bytes.push(0)
  }

  #value(type: number, value: ThriftValue): void {
    if (value instanceof Map) this.struct(value)
    else if (value instanceof Uint8Array) {
      if (type === BINARY) this.#varint(value.length)
      for (const byte of value) this.bytes.push(byte)
    } else if (typeof value === 'object') this.#list(value as ThriftList)
    else if (type === BYTE) this.bytes.push(Number(value))
    else this.#integer(Number(value))
  }

  #list({ type, items }: ThriftList): void {
    if (items.length < 15) this.bytes.push((items.length << 4) | type)
    else {
      this.bytes.push(0xf0 | type)
      this.#varint(items.length)
    }
    for (const item of items) this.#value(type, item)
  }

  #varint(value: number): void {
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes.push((rest % 128) | 128)
    this.bytes.push(rest)
  }

  #integer(value: number): void {
    this.#varint(value < 0 ? -value * 2 - 1 : value * 2)
  }
}
