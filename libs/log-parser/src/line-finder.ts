import { type AssemblyExports, instantiateAssembly } from './assembly-module.ts'

/** Bytes searched at a time: as many as stay in the processor's cache. */
const WINDOW_BYTES = 256 * 1024

/** Finds line ends with assembly/lines.ts. One for all of a thread, whose `load` overwrites what another user found. */
export class LineFinder {
  static #shared: LineFinder | undefined
  /** Lines found last: positions of the first byte, and of the one behind the last without the terminator. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly #wasm: AssemblyExports
  /** The byte before the window, and the window. */
  readonly #input: Uint8Array
  #from = 0
  #length = 0

  static get shared(): LineFinder {
    LineFinder.#shared ??= new LineFinder()
    return LineFinder.#shared
  }

  private constructor() {
    this.#wasm = instantiateAssembly()
    const { memory, INPUT, STARTS, ENDS, LINES } = this.#wasm
    this.#input = new Uint8Array(memory.buffer, INPUT.value - 1, WINDOW_BYTES + 1)
    this.starts = new Int32Array(memory.buffer, STARTS.value, LINES.value)
    this.ends = new Int32Array(memory.buffer, ENDS.value, LINES.value)
  }

  /** Where the line under way begins after `find`. */
  get lineStart(): number {
    return this.#wasm.lineStart()
  }

  /** Position of the LF of a line that `find` stopped before because it is too long; -1 without. */
  get longLineEnd(): number {
    return this.#wasm.longLineEnd()
  }

  /** Takes over the bytes from `from` on; gives where it ended. */
  load(bytes: Uint8Array, from: number): number {
    const to = Math.min(bytes.length, from + WINDOW_BYTES)
    if (from === 0) this.#input.set(bytes.subarray(0, to), 1)
    else this.#input.set(bytes.subarray(from - 1, to))
    this.#from = from
    this.#length = to - from
    return to
  }

  /**
   * Finds the lines that end in what is loaded, from the one that begins at `start` on, and gives their number: at most `limit` and what
   * `starts` has room for. It stops before a line of more than `most` bytes.
   */
  find(start: number, most: number, limit: number): number {
    return this.#wasm.findLines(this.#from, this.#length, start, most, Math.min(limit, this.starts.length))
  }
}
