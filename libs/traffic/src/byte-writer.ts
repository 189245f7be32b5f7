import type { BytePool } from './byte-pool.ts'

const encoder = new TextEncoder()

/** Writes bytes one after another into an array that the caller keeps large enough. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>
  /** Where the next byte goes. */
  at = 0

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }

  byte(code: number): void {
    this.bytes[this.at++] = code
  }

  /** Entry i of a pool. */
  entry(pool: BytePool, i: number): void {
    const source = pool.bytes
    const target = this.bytes
    const end = pool.offsets[i + 1]
    let at = this.at
    for (let j = pool.offsets[i]; j < end; j++) target[at++] = source[j]
    this.at = at
  }

  all(source: Uint8Array): void {
    this.bytes.set(source, this.at)
    this.at += source.length
  }

  text(text: string): void {
    this.all(encoder.encode(text))
  }

  /** A whole number from 0 on, in decimal. */
  number(value: number): void {
    let digits = 1
    for (let limit = 10; value >= limit; limit *= 10) digits++
    this.at += digits
    let at = this.at
    let rest = value
    // Integer division is far cheaper, and nearly every number fits 32 bits.
    while (rest > 0x7fffffff) {
      const tenth = Math.floor(rest / 10)
      this.bytes[--at] = 48 + (rest - tenth * 10)
      rest = tenth
    }
    let small = rest | 0
    do {
      const tenth = (small / 10) | 0
      this.bytes[--at] = 48 + (small - tenth * 10)
      small = tenth
    } while (small > 0)
  }

  /** What was written so far, in an array of its own; writing goes on in a new one. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.subarray(0, this.at)
    this.bytes = new Uint8Array(this.bytes.length)
    this.at = 0
    return taken
  }
}
