import { hash } from 'node:crypto'

/** Bytes at either end of the consumed content that identify it. */
export const FINGERPRINT_BYTES = 1024

/** How much of a file was consumed, and what tells its content from another's. */
export interface ContentPosition {
  /** Consumed bytes, after decompression. */
  readonly position: number
  /** Fingerprint of the first bytes consumed (at most 1024). */
  readonly head: string
  /** Fingerprint of the last bytes consumed (at most 1024). */
  readonly tail: string
}

/** Fingerprint of a few bytes: 64 bits of SHA-256, in hexadecimal. */
export const fingerprint = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex').slice(0, 16)

/** Follows the bytes consumed from one input, keeping the first and the last 1024 of them. */
export class Consumed {
  #position = 0
  readonly #head = Buffer.alloc(FINGERPRINT_BYTES)
  readonly #tail = Buffer.alloc(FINGERPRINT_BYTES)
  #boundary: ContentPosition | null = null

  /** Continues where `position` bytes were consumed, of which these are the first and the last (at most 1024 each). */
  static resume(position: number, head: Uint8Array, tail: Uint8Array): Consumed {
    const consumed = new Consumed()
    consumed.#position = position
    consumed.#head.set(head)
    consumed.#tail.set(tail, FINGERPRINT_BYTES - tail.length)
    return consumed
  }

  /** Bytes consumed, those of an unfinished line included. */
  get position(): number {
    return this.#position
  }

  /** `complete` is false where the bytes end inside a line: the stored position then stays before that line. */
  append(bytes: Uint8Array, from: number, to: number, complete = true): void {
    if (complete) this.#boundary = null
    else this.#boundary ??= this.content()
    const length = to - from
    if (this.#position < FINGERPRINT_BYTES) {
      this.#head.set(bytes.subarray(from, Math.min(to, from + FINGERPRINT_BYTES - this.#position)), this.#position)
    }
    if (length >= FINGERPRINT_BYTES) this.#tail.set(bytes.subarray(to - FINGERPRINT_BYTES, to))
    else {
      this.#tail.copyWithin(0, length)
      this.#tail.set(bytes.subarray(from, to), FINGERPRINT_BYTES - length)
    }
    this.#position += length
  }

  /** The position to store: at the end of a line. */
  content(): ContentPosition {
    return (
      this.#boundary ?? { position: this.#position, head: fingerprint(this.head()), tail: fingerprint(this.tail()) }
    )
  }

  /** The first bytes consumed. */
  head(): Uint8Array {
    return this.#head.subarray(0, Math.min(this.#position, FINGERPRINT_BYTES))
  }

  /** The last bytes consumed. */
  tail(): Uint8Array {
    return this.#tail.subarray(FINGERPRINT_BYTES - Math.min(this.#position, FINGERPRINT_BYTES))
  }
}
