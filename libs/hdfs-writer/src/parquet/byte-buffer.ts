/** Bytes that are appended to. The memory grows by replacement, so `bytes` is read anew after every call that adds. */
export class ByteBuffer {
  bytes: Uint8Array<ArrayBuffer>
  length = 0

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity)
  }

  /** Makes room for `more` bytes behind `length`. */
  reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  append(source: Uint8Array): void {
    this.reserve(source.length)
    this.bytes.set(source, this.length)
    this.length += source.length
  }

  /** Four bytes, low one first. */
  int32(value: number): void {
    this.reserve(4)
    this.setInt32(this.length, value)
    this.length += 4
  }

  /** The same over bytes that are there. */
  setInt32(at: number, value: number): void {
    const { bytes } = this
    bytes[at] = value
    bytes[at + 1] = value >> 8
    bytes[at + 2] = value >> 16
    bytes[at + 3] = value >> 24
  }

  /** ULEB128 of an integer from 0 to 2^53. */
  varint(value: number): void {
    this.reserve(8)
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes[this.length++] = (rest % 128) | 128
    this.bytes[this.length++] = rest
  }

  /** Zigzag: 0, -1, 1, -2 ... are 0, 1, 2, 3 ... */
  zigzag(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2)
  }

  /** What was appended: a view that is valid until more is. */
  view(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }
}
