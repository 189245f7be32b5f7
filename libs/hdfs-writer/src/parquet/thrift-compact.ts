import type { ByteBuffer } from './byte-buffer.ts'

const TRUE = 1
const FALSE = 2
const BYTE = 3
const I16 = 4
export const I32 = 5
const I64 = 6
export const BINARY = 8
const LIST = 9
export const STRUCT = 12

const encoder = new TextEncoder()

/**
 * Writes structs in Thrift's compact protocol, as far as Parquet uses it. Fields are written in the order of their ids.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export class CompactWriter {
  readonly #out: ByteBuffer
  /** Id of the last field, of the struct under way and of those around it. */
  #last = 0
  readonly #around: number[] = []

  constructor(out: ByteBuffer) {
    this.#out = out
  }

  byte(id: number, value: number): void {
    this.#field(id, BYTE)
    this.#out.byte(value)
  }

  i16(id: number, value: number): void {
    this.#field(id, I16)
    this.#out.zigzag(value)
  }

  i32(id: number, value: number): void {
    this.#field(id, I32)
    this.#out.zigzag(value)
  }

  /** An integer up to 2^52. */
  i64(id: number, value: number): void {
    this.#field(id, I64)
    this.#out.zigzag(value)
  }

  boolean(id: number, value: boolean): void {
    this.#field(id, value ? TRUE : FALSE)
  }

  binary(id: number, value: Uint8Array): void {
    this.#field(id, BINARY)
    this.#bytes(value)
  }

  string(id: number, value: string): void {
    this.binary(id, encoder.encode(value))
  }

  /** A list, of which the items follow: `item...` or structs between `beginItem` and `end`. */
  list(id: number, type: number, length: number): void {
    this.#field(id, LIST)
    if (length < 15) this.#out.byte((length << 4) | type)
    else {
      this.#out.byte(0xf0 | type)
      this.#out.varint(length)
    }
  }

  itemI32(value: number): void {
    this.#out.zigzag(value)
  }

  itemString(value: string): void {
    this.#bytes(encoder.encode(value))
  }

  /** A struct as a field, up to `end`. */
  begin(id: number): void {
    this.#field(id, STRUCT)
    this.beginItem()
  }

  /** A struct as an item of a list, up to `end`. */
  beginItem(): void {
    this.#around.push(this.#last)
    this.#last = 0
  }

  /** The end of a struct, the outermost too. */
  end(): void {
    this.#out.byte(0)
    this.#last = this.#around.pop() ?? 0
  }

  /** A struct without fields. */
  empty(id: number): void {
    this.begin(id)
    this.end()
  }

  #bytes(value: Uint8Array): void {
    this.#out.varint(value.length)
    this.#out.append(value)
  }

  #field(id: number, type: number): void {
    const step = id - this.#last
    if (step > 0 && step < 16) this.#out.byte((step << 4) | type)
    else {
      this.#out.byte(type)
      this.#out.zigzag(id)
    }
    this.#last = id
  }
}
