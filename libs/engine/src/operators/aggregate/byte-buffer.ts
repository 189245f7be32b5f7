import type { Dictionary } from '@millrace/columns'

/** Bytes written one after another; grows as needed. Numbers are little-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #view = new DataView(this.#bytes.buffer)
  length = 0

  /** What was written: a view that is valid until the next write. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.length++] = value
  }

  int32(value: number): void {
    this.#room(4)
    this.#view.setInt32(this.length, value, true)
    this.length += 4
  }

  int64(value: bigint): void {
    this.#room(8)
    this.#view.setBigInt64(this.length, value, true)
    this.length += 8
  }

  double(value: number): void {
    this.#room(8)
    this.#view.setFloat64(this.length, value, true)
    this.length += 8
  }

  /** The length and then the bytes. */
  block(bytes: Uint8Array): void {
    this.range(bytes, 0, bytes.length)
  }

  /** The length of `bytes[from .. to)` and then those bytes. */
  range(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from
    this.int32(length)
    this.#room(length)
    // Most are short: a view of them would cost more.
    if (length < 32) for (let i = from, at = this.length; i < to; i++) this.#bytes[at++] = bytes[i]
    else this.#bytes.set(bytes.subarray(from, to), this.length)
    this.length += length
  }

  #room(size: number): void {
    if (this.length + size <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.length + size, this.#bytes.length * 2))
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

/** Reads what a ByteWriter wrote. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  byte(): number {
    return this.#bytes[this.#at++]
  }

  int32(): number {
    const value = this.#view.getInt32(this.#at, true)
    this.#at += 4
    return value
  }

  int64(): bigint {
    const value = this.#view.getBigInt64(this.#at, true)
    this.#at += 8
    return value
  }

  double(): number {
    const value = this.#view.getFloat64(this.#at, true)
    this.#at += 8
    return value
  }

  block(): Uint8Array {
    const length = this.int32()
    const from = this.#at
    this.#at += length
    return this.#bytes.slice(from, this.#at)
  }

  /** The id in a dictionary of what `block` would give. */
  intern(dictionary: Dictionary): number {
    const length = this.int32()
    const from = this.#at
    this.#at += length
    return dictionary.intern(this.#bytes, from, this.#at)
  }
}
