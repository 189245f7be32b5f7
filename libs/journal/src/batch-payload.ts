import type { LineTransaction } from '@millrace/engine'

/**
 * A batch's payload, columnar, little-endian:
 * - int32 length of each line,
 * - when keyed: int32 length of each key, -1 for null,
 * - the lines' bytes one after another, without terminators,
 * - when keyed: the keys' bytes one after another.
 */
export interface BatchPayload {
  readonly count: number
  readonly keyed: boolean
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Lines as ranges of bytes: the engine's line block. */
export type LineBlock = LineTransaction['blocks'][number]

/** Collects lines until there are enough for one batch. */
export class BatchBuilder {
  /** Lines collected. */
  count = 0
  #lengths = new Int32Array(8192)
  #keyLengths: Int32Array | null = null
  #bytes: Uint8Array
  #size = 0
  #keys: Uint8Array[] = []
  #keySize = 0

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity)
  }

  /** Bytes of lines and keys collected. */
  get size(): number {
    return this.#size + this.#keySize
  }

  append(source: Uint8Array, start: number, end: number): void {
    const length = end - start
    const at = this.#size
    if (this.count === this.#lengths.length) this.#growRows()
    if (at + length > this.#bytes.length) this.#growBytes(at + length)
    const bytes = this.#bytes
    // A view for each short line costs more than copying it byte by byte.
    if (length > 256) bytes.set(source.subarray(start, end), at)
    else for (let i = start, j = at; i < end; i++, j++) bytes[j] = source[i]
    this.#lengths[this.count++] = length
    this.#size = at + length
    if (this.#keyLengths !== null) this.#keyLengths[this.count - 1] = -1
  }

  /** Gives the last line a key. */
  setKey(key: Uint8Array): void {
    this.#keyLengths ??= new Int32Array(this.#lengths.length).fill(-1)
    this.#keyLengths[this.count - 1] = key.length
    this.#keys.push(key)
    this.#keySize += key.length
  }

  /** The payload of what was collected; the builder starts again empty. */
  take(): BatchPayload {
    const { count } = this
    const keyed = this.#keyLengths !== null
    const head = count * (keyed ? 8 : 4)
    const bytes = new Uint8Array(head + this.size)
    const numbers = new Int32Array(bytes.buffer, 0, head >> 2)
    numbers.set(this.#lengths.subarray(0, count))
    if (this.#keyLengths !== null) numbers.set(this.#keyLengths.subarray(0, count), count)
    bytes.set(this.#bytes.subarray(0, this.#size), head)
    let at = head + this.#size
    for (const key of this.#keys) {
      bytes.set(key, at)
      at += key.length
    }
    this.count = 0
    this.#size = 0
    this.#keySize = 0
    this.#keys = []
    this.#keyLengths = null
    return { count, keyed, bytes }
  }

  #growRows(): void {
    this.#lengths = doubled(this.#lengths)
    if (this.#keyLengths !== null) this.#keyLengths = doubled(this.#keyLengths)
  }

  #growBytes(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#size))
    this.#bytes = larger
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** Lines of a payload and, where they are asked for, their keys as an Arrow-like binary array. */
export interface DecodedBatch extends LineBlock {
  readonly keys: DecodedKeys | null
}

export interface DecodedKeys {
  /** -1 for a null key. */
  readonly lengths: Int32Array
  /** Key i ends at `ends[i]` of the batch's bytes. */
  readonly ends: Int32Array
}

/** The rows [from, to) of a payload, without copying any line; null when the bytes are not such a payload. */
export function decodePayload(payload: BatchPayload, from: number, to: number): DecodedBatch | null {
  const { bytes, count, keyed } = payload
  const head = count * (keyed ? 8 : 4)
  if (bytes.length < head) return null
  const numbers = bytes.byteOffset % 4 === 0 ? new Int32Array(bytes.buffer, bytes.byteOffset, head >> 2) : null
  if (numbers === null) return decodePayload({ ...payload, bytes: bytes.slice() }, from, to)
  const starts = new Int32Array(to - from)
  const ends = new Int32Array(to - from)
  let at = head
  for (let i = 0; i < count; i++) {
    const length = numbers[i]
    if (length < 0) return null
    if (i >= from && i < to) {
      starts[i - from] = at
      ends[i - from] = at + length
    }
    at += length
  }
  const keys = keyed ? { lengths: numbers.subarray(count + from, count + to), ends: new Int32Array(to - from) } : null
  for (let i = 0; keys !== null && i < count; i++) {
    at += Math.max(0, numbers[count + i])
    if (i >= from && i < to) keys.ends[i - from] = at
  }
  return at === bytes.length ? { bytes, starts, ends, count: to - from, keys } : null
}
