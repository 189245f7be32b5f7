import type { LineBlock } from '@millrace/log-parser'

/** Rows for a sink of lines: values, and keys where there is a column for them. */
export interface KeyedLines {
  readonly lines: LineBlock
  /** One per line, null for a null key; undefined where no line can have one. */
  readonly keys: readonly (Uint8Array | null)[] | undefined
}

const WORD = 4
const NO_KEY = -1

/**
 * Collects lines into one artefact: int32s (the number of lines, whether they have keys, the length of each line and then of each
 * key, -1 for null), the bytes of the lines, those of the keys.
 */
export class LineArtefactBuilder {
  count = 0
  readonly #keyed: boolean
  readonly #values = new GrowingBytes()
  readonly #keys = new GrowingBytes()
  #lengths = new Int32Array(1024)
  #keyLengths = new Int32Array(1024)

  constructor(keyed: boolean) {
    this.#keyed = keyed
  }

  /** Bytes of lines and keys. */
  get size(): number {
    return this.#values.size + this.#keys.size
  }

  /** Adds the line `source[start .. end)`, whose key is null until it is set. */
  append(source: Uint8Array, start: number, end: number): void {
    if (this.count === this.#lengths.length) {
      this.#lengths = doubled(this.#lengths)
      this.#keyLengths = doubled(this.#keyLengths)
    }
    this.#values.append(source, start, end)
    this.#lengths[this.count] = end - start
    this.#keyLengths[this.count++] = NO_KEY
  }

  /** Sets the key of the last line. */
  setKey(source: Uint8Array, start: number, end: number): void {
    this.#keys.append(source, start, end)
    this.#keyLengths[this.count - 1] = end - start
  }

  /** The artefact; the builder starts again empty. */
  take(): Uint8Array<ArrayBuffer> {
    const { count } = this
    const words = 2 + count * (this.#keyed ? 2 : 1)
    const bytes = new Uint8Array(words * WORD + this.size)
    const numbers = new Int32Array(bytes.buffer, 0, words)
    numbers.set([count, this.#keyed ? 1 : 0])
    numbers.set(this.#lengths.subarray(0, count), 2)
    if (this.#keyed) numbers.set(this.#keyLengths.subarray(0, count), 2 + count)
    bytes.set(this.#values.take(), words * WORD)
    const keys = this.#keys.take()
    bytes.set(keys, bytes.length - keys.length)
    this.count = 0
    return bytes
  }
}

class GrowingBytes {
  size = 0
  #bytes = new Uint8Array(64 * 1024)

  append(source: Uint8Array, start: number, end: number): void {
    const to = this.size + end - start
    if (to > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(to, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, this.size))
      this.#bytes = larger
    }
    // A view for each short text costs more than copying it byte by byte.
    if (end - start > 256) this.#bytes.set(source.subarray(start, end), this.size)
    else for (let i = start, j = this.size; i < end; i++, j++) this.#bytes[j] = source[i]
    this.size = to
  }

  /** What was collected, valid until the next append. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.size)
    this.size = 0
    return taken
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** The lines of an artefact, without copying any. */
export function readLineArtefact(bytes: Uint8Array): KeyedLines {
  const aligned = bytes.byteOffset % WORD === 0 ? bytes : bytes.slice()
  const [count, keyed] = new Int32Array(aligned.buffer, aligned.byteOffset, 2)
  const lengths = new Int32Array(aligned.buffer, aligned.byteOffset + 2 * WORD, count * (1 + keyed))
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  let at = (2 + lengths.length) * WORD
  for (let i = 0; i < count; i++) {
    starts[i] = at
    at += lengths[i]
    ends[i] = at
  }
  const lines = { bytes: aligned, starts, ends, count }
  if (keyed === 0) return { lines, keys: undefined }
  const keys: (Uint8Array | null)[] = []
  for (let i = count; i < 2 * count; i++) {
    const length = lengths[i]
    keys.push(length === NO_KEY ? null : aligned.subarray(at, at + length))
    at += Math.max(0, length)
  }
  return { lines, keys }
}
