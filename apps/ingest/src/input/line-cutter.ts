import type { LineBlock } from '@millrace/log-parser'

/** Whole lines, and the range of the bytes that they cover; or a part of a line that is longer than allowed. */
export type CutPart =
  | { readonly kind: 'lines'; readonly block: LineBlock; readonly from: number; readonly to: number }
  | {
      readonly kind: 'oversize'
      readonly bytes: Uint8Array
      /** Bytes of the line's terminator at the end of `bytes`: 0 or 1. */
      readonly terminator: number
      readonly first: boolean
      readonly last: boolean
    }

const NEWLINE = 10
const CARRIAGE_RETURN = 13

/**
 * Cuts a stream of bytes into lines, whatever the chunking, without copying them: only a line that spans chunks is joined. As
 * for the parser's LineSplitter, a line ends with LF or with the stream, and one CR before that belongs to the terminator.
 * Unlike there, nothing of a line of more than `maxLineBytes` is dropped: it is passed on in parts as it comes, so that it can
 * be kept elsewhere while memory stays bounded.
 */
export class LineCutter {
  /** May change between chunks. */
  maxLineBytes: number
  #carry: Uint8Array[] = []
  #carryLength = 0
  #oversize = false

  constructor(maxLineBytes: number) {
    this.maxLineBytes = maxLineBytes
  }

  /** Bytes held back because their line has not ended. */
  get heldBytes(): number {
    return this.#carryLength
  }

  push(chunk: Uint8Array): CutPart[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const parts: CutPart[] = []
    let from = 0
    if (this.#oversize || this.#carryLength > 0) {
      const newline = bytes.indexOf(NEWLINE)
      if (newline < 0) {
        this.#hold(bytes, parts)
        return parts
      }
      from = newline + 1
      this.#join(bytes.subarray(0, from), parts)
    }
    const rest = this.#cut(bytes, from, parts)
    if (rest < bytes.length) this.#hold(bytes.subarray(rest), parts)
    return parts
  }

  /** The last line, which has no terminator. */
  finish(): CutPart[] {
    const parts: CutPart[] = []
    if (this.#oversize) parts.push(oversize(new Uint8Array(0), 0, false, true))
    else if (this.#carryLength > 0) {
      const bytes = this.#take()
      parts.push(oneLine(bytes, bytes.length))
    }
    this.#oversize = false
    return parts
  }

  #hold(bytes: Uint8Array, parts: CutPart[]): void {
    if (this.#oversize) {
      parts.push(oversize(bytes, 0, false, false))
      return
    }
    // A copy: the held bytes must not keep a whole chunk alive.
    this.#carry.push(bytes.slice())
    this.#carryLength += bytes.length
    if (this.#carryLength <= this.maxLineBytes) return
    parts.push(oversize(this.#take(), 0, true, false))
    this.#oversize = true
  }

  /** Ends the line that was held with `bytes`, whose last byte is its newline. */
  #join(bytes: Uint8Array, parts: CutPart[]): void {
    if (this.#oversize) {
      parts.push(oversize(bytes, 1, false, true))
      this.#oversize = false
      return
    }
    this.#carry.push(bytes)
    this.#carryLength += bytes.length
    const line = this.#take()
    const length = line.length - 1
    parts.push(length > this.maxLineBytes ? oversize(line, 1, true, true) : oneLine(line, length))
  }

  #take(): Uint8Array {
    const bytes = this.#carry.length === 1 ? this.#carry[0] : Buffer.concat(this.#carry, this.#carryLength)
    this.#carry = []
    this.#carryLength = 0
    return bytes
  }

  /** Cuts the lines that lie within the bytes from `from` on; returns where the unfinished one begins. */
  #cut(bytes: Buffer, from: number, parts: CutPart[]): number {
    let starts = new Int32Array(Math.max(16, (bytes.length - from) >> 5))
    let ends = new Int32Array(starts.length)
    let count = 0
    let blockFrom = from
    let start = from
    const flush = (): void => {
      if (count > 0) {
        const block = { bytes, starts: starts.slice(0, count), ends: ends.slice(0, count), count }
        parts.push({ kind: 'lines', block, from: blockFrom, to: start })
      }
      count = 0
    }
    for (;;) {
      const newline = bytes.indexOf(NEWLINE, start)
      if (newline < 0) break
      if (newline - start > this.maxLineBytes) {
        flush()
        parts.push(oversize(bytes.subarray(start, newline + 1), 1, true, true))
        blockFrom = newline + 1
      } else {
        if (count === starts.length) {
          starts = doubled(starts)
          ends = doubled(ends)
        }
        starts[count] = start
        ends[count] = lineEnd(bytes, start, newline)
        count++
      }
      start = newline + 1
    }
    flush()
    return start
  }
}

/** The end of a line without the CR of its terminator. */
const lineEnd = (bytes: Uint8Array, start: number, end: number): number =>
  end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end

const oneLine = (bytes: Uint8Array, length: number): CutPart => ({
  kind: 'lines',
  block: { bytes, starts: Int32Array.of(0), ends: Int32Array.of(lineEnd(bytes, 0, length)), count: 1 },
  from: 0,
  to: bytes.length,
})

const oversize = (bytes: Uint8Array, terminator: number, first: boolean, last: boolean): CutPart => ({
  kind: 'oversize',
  bytes,
  terminator,
  first,
  last,
})

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
