import { type AssemblyExports, instantiateAssembly } from '../assembly-module.ts'
import type { LineBlock } from '../line-block.ts'
import { PlainLinesMemory } from './plain-lines-memory.ts'

/** Drawn once a process, so that texts do not collide in all of them; what does is left to the dictionaries. */
const SEED = BigInt(Math.floor(Math.random() * 2 ** 53))

/** A reset gives memory back above this. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024

/** What is wanted of a text column, in the numbers of assembly/texts.ts. */
export const TEXT_NEEDS = { none: 0, validity: 1, values: 2 } as const

/**
 * The parser of assembly/plain-lines.ts with its memory: turns lines of the plain form into rows. What is in the memory holds until the
 * next `load`; `rows` are views of it.
 */
export class PlainLines {
  readonly #needs: readonly number[]
  #wasm: AssemblyExports
  #memory: PlainLinesMemory
  #bytes: Uint8Array = new Uint8Array(0)
  /** Where the first byte of the block would be in memory. */
  #origin = 0

  /** @param needs of each text column, in the order of the log line: see TEXT_NEEDS */
  constructor(needs: readonly number[]) {
    this.#needs = needs
    this.#wasm = instantiateAssembly()
    this.#memory = new PlainLinesMemory(this.#wasm)
    this.reset()
  }

  /** Bytes of the texts that were seen. */
  get byteSize(): number {
    return this.#wasm.textBytes()
  }

  /** Columns of the rows: replaced by `intern`. */
  get rows(): PlainLinesMemory {
    return this.#memory
  }

  /** Forgets all texts. */
  reset(): void {
    if (this.byteSize > MOST_KEPT_BYTES) {
      this.#wasm = instantiateAssembly()
      this.#memory = new PlainLinesMemory(this.#wasm)
    }
    this.#wasm.resetTexts(SEED)
    this.#memory.needs.set(this.#needs)
  }

  /** Takes over lines of the block from number `line` on, as many as there is room for, and gives how many: none when the first is too long. */
  load({ bytes, starts, ends, count }: LineBlock, line: number): number {
    const { input, starts: loadedStarts, ends: loadedEnds } = this.#memory
    const most = Math.min(count, line + loadedStarts.length)
    let low = starts[line]
    let high = ends[line]
    let next = line
    for (; next < most; next++) {
      const first = Math.min(low, starts[next])
      const last = Math.max(high, ends[next])
      if (last - first > input.length) break
      low = first
      high = last
    }
    if (next === line) return 0
    this.#bytes = bytes
    this.#origin = input.byteOffset - low
    input.set(bytes.subarray(low, high))
    loadedStarts.set(starts.subarray(line, next))
    loadedEnds.set(ends.subarray(line, next))
    this.#wasm.begin()
    return next - line
  }

  /**
   * Parses loaded lines, from number `line` of `count` on, up to the first that does not have the plain form, into rows from index
   * `row` on. Gives the number of the line at which it ended.
   */
  parse(line: number, count: number, row: number, takesCommon: boolean, takesCombined: boolean): number {
    return this.#wasm.parseLines(line, count, row, this.#origin, Number(takesCommon), Number(takesCombined))
  }

  /** Finds the ids of a column's texts in the rows from index `from` to `to`; asks `idOf` for texts that are new to it. */
  intern(
    column: number,
    from: number,
    to: number,
    idOf: (bytes: Uint8Array, start: number, end: number) => number,
  ): void {
    const wasm = this.#wasm
    wasm.hashRows(column, from, to)
    for (let row = wasm.internRows(column, from, to); row < to; row = wasm.internRows(column, row + 1, to)) {
      const ranges = this.#memory.ranges[column]
      const address = ranges[2 * row]
      const length = ranges[2 * row + 1]
      const start = address - this.#origin
      const id = idOf(this.#bytes, start, start + length)
      this.#memory.ids[column][row] = id
      wasm.addText(column, address, length, wasm.missingHash(), id)
      if (wasm.memory.buffer !== this.#memory.input.buffer) this.#memory = new PlainLinesMemory(wasm)
    }
  }

  /** How many nulls a text column, or that of the sizes behind them, was given since this was last asked for. */
  takeNulls(column: number): number {
    const { nulls } = this.#memory
    const count = nulls[column]
    nulls[column] = 0
    return count
  }
}
