import { type LineBlock, skipByteOrderMark } from './line-block.ts'
import { LineFinder } from './line-finder.ts'

const LF = 10
const CR = 13
/** Above this, a block of one line costs less than a copy of the chunk behind the line's beginning. */
const LARGE_CHUNK = 256 * 1024
const EMPTY: Uint8Array = new Uint8Array(0)

/** A block of lines that knows where in its stream it lies. */
export interface StreamLineBlock extends LineBlock {
  /** Byte position in the stream of `bytes[0]`: line i begins at `position + starts[i]`. */
  readonly position: number
  /** Byte position in the stream after the terminator of the block's last line: where to resume after this block. */
  readonly nextPosition: number
  /** Number in the stream of the block's first line, counted from 0. */
  readonly firstLine: number
  /** Bytes left out at the end of the block's last line because it is longer than `maxLineBytes`; nearly always 0. */
  readonly omittedBytes: number
}

export interface LineSplitterOptions {
  /** Stream position of the first byte that will be pushed, for resuming. Default 0. */
  readonly position?: number
  /** Number of the line that begins there. Default 0. */
  readonly line?: number
  /** Most lines in a block. Default 65,536. */
  readonly maxBlockLines?: number
  /**
   * Longest line in bytes, default 256 MiB: of a longer one only so many bytes are kept, and `omittedBytes` says how many are
   * missing. This bounds memory on input that has no line ends.
   */
  readonly maxLineBytes?: number
}

/**
 * Cuts a byte stream, in chunks of any size, into lines. A line ends with LF or with the stream; one CR before that end
 * belongs to the terminator; a byte order mark at position 0 belongs to no line. The lines do not depend on how the stream was cut into chunks.
 *
 * Blocks refer to the pushed chunk where a line does not begin in an earlier one: do not change a chunk while its blocks are
 * in use. The splitter itself keeps nothing of a chunk after `push`.
 */
export class LineSplitter {
  readonly #maxLines: number
  readonly #maxBytes: number
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  /** The beginning of a line whose end has not come: the first `#carried` bytes. */
  #carry = EMPTY
  #carried = 0
  /** Bytes of that line beyond `#maxBytes`, already dropped. */
  #dropped = 0
  #position: number
  #line: number

  constructor(options: LineSplitterOptions = {}) {
    this.#position = options.position ?? 0
    this.#line = options.line ?? 0
    this.#maxLines = options.maxBlockLines ?? 65536
    this.#maxBytes = options.maxLineBytes ?? 256 * 1024 * 1024
    this.#starts = new Int32Array(this.#maxLines)
    this.#ends = new Int32Array(this.#maxLines)
  }

  /** Forgets a line under way: the next chunk begins a line at `position`, number `line` of its stream. */
  restart(position: number, line = 0): void {
    this.#forget()
    this.#position = position
    this.#line = line
  }

  /** Stream position after the last complete line: where the line now under way begins. */
  get position(): number {
    return this.#position
  }

  /** Number of lines before that position. */
  get line(): number {
    return this.#line
  }

  /** Bytes of the line under way, seen so far. */
  get pendingBytes(): number {
    return this.#carried + this.#dropped
  }

  /** Takes the next bytes; calls `emit` with each block of complete lines, in order. */
  push(chunk: Uint8Array, emit: (block: StreamLineBlock) => void): void {
    if (this.pendingBytes === 0) {
      this.#split(chunk, emit)
      return
    }
    const lf = chunk.indexOf(LF)
    if (lf < 0) {
      this.#keep(chunk)
    } else if (chunk.length > LARGE_CHUNK || this.pendingBytes + lf > this.#maxBytes) {
      this.#keep(chunk.subarray(0, lf))
      this.#emitCarry(emit, 1)
      this.#split(chunk.subarray(lf + 1), emit)
    } else {
      const joined = new Uint8Array(this.#carried + chunk.length)
      joined.set(this.#carry.subarray(0, this.#carried))
      joined.set(chunk, this.#carried)
      this.#forget()
      this.#split(joined, emit)
    }
  }

  /** The stream has ended: a last line without terminator is emitted too. More may be pushed afterwards as new lines. */
  end(emit: (block: StreamLineBlock) => void): void {
    if (this.pendingBytes > 0) this.#emitCarry(emit, 0)
  }

  #split(bytes: Uint8Array, emit: (block: StreamLineBlock) => void): void {
    const finder = LineFinder.shared
    const base = this.#position
    let count = 0
    let start = 0
    for (let from = 0; from < bytes.length; ) {
      const to = finder.load(bytes, from)
      for (;;) {
        const limit = Math.min(this.#maxLines - count, finder.starts.length)
        const found = finder.find(start, this.#maxBytes, limit)
        const long = finder.longLineEnd
        this.#starts.set(finder.starts.subarray(0, found), count)
        this.#ends.set(finder.ends.subarray(0, found), count)
        start = finder.lineStart
        count += found
        if (count < this.#maxLines && long < 0) {
          if (found === limit) continue
          from = to
          break
        }
        this.#emit(bytes, count, base, start, 0, emit)
        count = 0
        if (long >= 0) {
          this.#emitLong(bytes, base, start, long, emit)
          start = long + 1
        }
        // Whoever took the block may have used the finder.
        from = start
        break
      }
    }
    this.#emit(bytes, count, base, start, 0, emit)
    if (start < bytes.length) this.#keep(bytes.subarray(start))
  }

  #emitLong(bytes: Uint8Array, base: number, start: number, lf: number, emit: (block: StreamLineBlock) => void): void {
    this.#starts[0] = start
    this.#ends[0] = start + this.#maxBytes
    this.#emit(bytes, 1, base, lf + 1, lf - this.#ends[0], emit)
  }

  #emit(
    bytes: Uint8Array,
    count: number,
    position: number,
    next: number,
    omittedBytes: number,
    emit: (block: StreamLineBlock) => void,
  ): void {
    if (count === 0) return
    const firstLine = this.#line
    this.#line += count
    this.#position = position + next
    const starts = this.#starts.slice(0, count)
    const ends = this.#ends.slice(0, count)
    if (position === 0 && firstLine === 0) skipByteOrderMark({ bytes, starts, ends, count })
    emit({ bytes, starts, ends, count, position, nextPosition: this.#position, firstLine, omittedBytes })
  }

  #emitCarry(emit: (block: StreamLineBlock) => void, terminatorBytes: number): void {
    const bytes = this.#carry.subarray(0, this.#carried)
    const dropped = this.#dropped
    this.#starts[0] = 0
    this.#ends[0] = dropped === 0 && bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length
    this.#forget()
    this.#emit(bytes, 1, this.#position, bytes.length + dropped + terminatorBytes, dropped, emit)
  }

  #keep(bytes: Uint8Array): void {
    const kept = Math.min(bytes.length, this.#maxBytes - this.#carried)
    const needed = this.#carried + kept
    if (needed > this.#carry.length) {
      const larger = new Uint8Array(Math.min(this.#maxBytes, Math.max(needed, this.#carry.length * 2)))
      larger.set(this.#carry.subarray(0, this.#carried))
      this.#carry = larger
    }
    this.#carry.set(bytes.subarray(0, kept), this.#carried)
    this.#carried = needed
    this.#dropped += bytes.length - kept
  }

  #forget(): void {
    this.#carry = EMPTY
    this.#carried = 0
    this.#dropped = 0
  }
}
