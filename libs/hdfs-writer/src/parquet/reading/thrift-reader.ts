import { ParquetDamage } from './damage.ts'

const TRUE = 1
const FALSE = 2
const BYTE = 3
const I16 = 4
const I32 = 5
const I64 = 6
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const SET = 10
const MAP = 11
const STRUCT = 12
const UUID = 13

/** Structs in structs; the deepest in Parquet's metadata are not half as deep. */
const MOST_DEPTH = 32

export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct

/** Where a field's value lies in the bytes. */
export interface FieldSpan {
  /** Where the field's header begins. */
  readonly header: number
  /** Where its value begins. */
  readonly start: number
  readonly end: number
}

/** A struct as it was written, by ids of fields. */
export class ThriftStruct {
  readonly #name: string
  readonly #values = new Map<number, ThriftValue>()
  readonly spans = new Map<number, FieldSpan>()

  /** `name` stands in messages. */
  constructor(name: string) {
    this.#name = name
  }

  set(id: number, value: ThriftValue, span: FieldSpan): void {
    this.#values.set(id, value)
    this.spans.set(id, span)
  }

  has(id: number): boolean {
    return this.#values.has(id)
  }

  /** The ids of its fields: of a union, which member it is. */
  ids(): number[] {
    return [...this.#values.keys()]
  }

  /** An integer that a double holds; `missing` where it is absent, without which it must be there. */
  integer(id: number): number
  integer<D>(id: number, missing: D): number | D
  integer<D>(id: number, ...missing: readonly D[]): number | D {
    const value = this.#values.get(id)
    if (typeof value === 'number') return value
    if (value !== undefined) throw this.#wrong(id, 'an integer')
    if (missing.length === 0) throw this.#missing(id)
    return missing[0]
  }

  boolean(id: number): boolean | null {
    const value = this.#values.get(id)
    if (value === undefined || typeof value === 'boolean') return value ?? null
    throw this.#wrong(id, 'true or false')
  }

  bytes(id: number): Uint8Array | null {
    const value = this.#values.get(id)
    if (value === undefined || value instanceof Uint8Array) return value ?? null
    throw this.#wrong(id, 'bytes')
  }

  text(id: number): string | null {
    const value = this.bytes(id)
    return value === null ? null : decoder.decode(value)
  }

  struct(id: number): ThriftStruct | null {
    const value = this.#values.get(id)
    if (value === undefined || value instanceof ThriftStruct) return value ?? null
    throw this.#wrong(id, 'a struct')
  }

  /** The struct that must be there. */
  required(id: number): ThriftStruct {
    const value = this.struct(id)
    if (value === null) throw this.#missing(id)
    return value
  }

  /** The items of a list; none where it is absent. */
  list(id: number): readonly ThriftValue[] {
    const value = this.#values.get(id)
    if (value === undefined) return []
    if (Array.isArray(value)) return value
    throw this.#wrong(id, 'a list')
  }

  structs(id: number): ThriftStruct[] {
    return this.list(id).map(item => {
      if (item instanceof ThriftStruct) return item
      throw this.#wrong(id, 'a list of structs')
    })
  }

  integers(id: number): number[] {
    return this.list(id).map(item => {
      if (typeof item === 'number') return item
      throw this.#wrong(id, 'a list of integers')
    })
  }

  texts(id: number): string[] {
    return this.list(id).map(item => {
      if (item instanceof Uint8Array) return decoder.decode(item)
      throw this.#wrong(id, 'a list of texts')
    })
  }

  #missing(id: number): ParquetDamage {
    return new ParquetDamage(`field ${id} of its ${this.#name} is missing`)
  }

  #wrong(id: number, expected: string): ParquetDamage {
    return new ParquetDamage(`field ${id} of its ${this.#name} is not ${expected}`)
  }
}

const decoder = new TextDecoder()

/**
 * Reads a struct in Thrift's compact protocol, whatever its fields are; nothing is read beyond the bytes.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 * @throws ParquetDamage
 */
export class CompactReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = at
  }

  /** Where the next byte is. */
  get at(): number {
    return this.#at
  }

  struct(name: string, depth = 0): ThriftStruct {
    if (depth > MOST_DEPTH) throw new ParquetDamage(`its ${name} is nested too deeply`)
    const struct = new ThriftStruct(name)
    for (let id = 0; ; ) {
      const header = this.#at
      const byte = this.#byte()
      if (byte === 0) return struct
      const type = byte & 0x0f
      const step = byte >> 4
      id = step === 0 ? this.#small() : id + step
      const start = this.#at
      const value = type === TRUE ? true : type === FALSE ? false : this.#value(type, name, depth)
      struct.set(id, value, { header, start, end: this.#at })
    }
  }

  #value(type: number, name: string, depth: number): ThriftValue {
    switch (type) {
      case TRUE:
      case FALSE:
        // As an item: a byte of its own.
        return this.#byte() === TRUE
      case BYTE:
        return (this.#byte() << 24) >> 24
      case I16:
      case I32:
        return this.#small()
      case I64:
        return this.#long()
      case DOUBLE:
        return this.#view.getFloat64(this.#skip(8), true)
      case BINARY: {
        const length = this.#varint()
        const from = this.#skip(length)
        return this.#bytes.subarray(from, from + length)
      }
      case LIST:
      case SET:
        return this.#list(name, depth)
      case MAP:
        return this.#map(name, depth)
      case STRUCT:
        return this.struct(name, depth + 1)
      case UUID: {
        const from = this.#skip(16)
        return this.#bytes.subarray(from, from + 16)
      }
      default:
        throw new ParquetDamage(`its ${name} has a field of the unknown type ${type}`)
    }
  }

  #list(name: string, depth: number): ThriftValue[] {
    const byte = this.#byte()
    const length = byte >> 4 === 15 ? this.#varint() : byte >> 4
    return this.#items(length, byte & 0x0f, name, depth)
  }

  #map(name: string, depth: number): ThriftValue[] {
    const length = this.#varint()
    if (length === 0) return []
    const types = this.#byte()
    this.#expectBytes(length)
    return Array.from({ length }, () => [
      this.#value(types >> 4, name, depth + 1),
      this.#value(types & 0x0f, name, depth + 1),
    ])
  }

  #items(length: number, type: number, name: string, depth: number): ThriftValue[] {
    this.#expectBytes(length)
    if (depth > MOST_DEPTH) throw new ParquetDamage(`its ${name} is nested too deeply`)
    const items: ThriftValue[] = []
    for (let i = 0; i < length; i++) items.push(this.#value(type, name, depth + 1))
    return items
  }

  /** An item takes a byte at least. */
  #expectBytes(count: number): void {
    if (count > this.#bytes.length - this.#at) throw endsEarly()
  }

  #byte(): number {
    if (this.#at >= this.#bytes.length) throw endsEarly()
    return this.#bytes[this.#at++]
  }

  #skip(count: number): number {
    this.#expectBytes(count)
    const from = this.#at
    this.#at += count
    return from
  }

  #varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new ParquetDamage('a number in its metadata is too long')
  }

  #small(): number {
    const raw = this.#varint()
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }

  /** A number where a double holds it. */
  #long(): number | bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte >= 0x80) continue
      const signed = (value >> 1n) ^ -(value & 1n)
      const number = Number(signed)
      return Number.isSafeInteger(number) ? number : signed
    }
    throw new ParquetDamage('a number in its metadata is too long')
  }
}

const endsEarly = (): ParquetDamage => new ParquetDamage('its metadata ends too early')
