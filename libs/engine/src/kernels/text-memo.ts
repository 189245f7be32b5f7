import { Dictionary } from '@millrace/columns'
import { type Entries, entry } from './entries.ts'
import { TupleTable } from './tuple-table.ts'

/** What a text function gets: bytes of strings and binaries, numbers of short integers; constants as they are. */
export type TextArgument = Uint8Array | number | bigint | boolean | null
export type TextResult = Uint8Array | number | bigint | boolean | null
export type TextFunction = (args: readonly TextArgument[]) => TextResult

/** States of a memo entry; 0 is unknown. */
const MEMO_VALUE = 1
export const MEMO_NULL = 2
/** An int64 beyond what a double holds: the block has to be done again with BigInt. */
export const MEMO_UNSAFE = 3

/** Memory of one memo and its output dictionary at which both start anew with the next block. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * Remembers the results of a function of strings by the dictionary ids of its arguments, so that it runs once per distinct
 * argument (or combination) and not once per row. Starts anew when an input dictionary is replaced.
 */
export class TextMemo {
  /** Entries of the results when they are strings; replaced when the memo starts anew. */
  dictionary = new Dictionary(16)
  state = new Uint8Array(256)
  values: Float64Array | BigInt64Array
  /** The tuples of the arguments when there is more than one, or one that is no dictionary id. */
  tuples: TupleTable
  readonly #evaluate: TextFunction
  readonly #args: TextArgument[]
  readonly #positions: readonly number[]
  readonly #direct: boolean
  readonly #exact: boolean
  #sources: readonly (Entries | null)[] = []

  /**
   * @param args the constants in their places, anything at the variable `positions`
   * @param direct the only variable is a dictionary id, which indexes `state` and `values` itself
   * @param exact the results are int64 and kept as BigInt
   */
  constructor(
    evaluate: TextFunction,
    args: readonly TextArgument[],
    positions: readonly number[],
    direct: boolean,
    exact: boolean,
  ) {
    this.#evaluate = evaluate
    this.#args = [...args]
    this.#positions = positions
    this.#direct = direct
    this.#exact = exact
    this.values = exact ? new BigInt64Array(256) : new Float64Array(256)
    this.tuples = new TupleTable(Math.max(1, positions.length))
  }

  /** Called before each block with the dictionaries of the variable arguments (null for integers). */
  begin(...sources: (Entries | null)[]): void {
    const same = sources.length === this.#sources.length && sources.every((s, i) => s === this.#sources[i])
    if (same && this.#byteSize() < MAX_BYTES) return
    this.#sources = sources
    this.dictionary = new Dictionary(16)
    this.state = new Uint8Array(256)
    this.values = this.#exact ? new BigInt64Array(256) : new Float64Array(256)
    this.tuples = new TupleTable(Math.max(1, this.#positions.length))
  }

  /** Evaluates for the single variable `a`. */
  miss1(index: number, a: number): number {
    this.#set(0, a)
    return this.#store(index)
  }

  miss2(index: number, a: number, b: number): number {
    this.#set(0, a)
    this.#set(1, b)
    return this.#store(index)
  }

  missAll(index: number, words: Int32Array): number {
    for (let i = 0; i < this.#positions.length; i++) this.#set(i, words[i])
    return this.#store(index)
  }

  #set(variable: number, word: number): void {
    const source = this.#sources[variable]
    this.#args[this.#positions[variable]] = source === null ? word : entry(source, word)
  }

  #store(index: number): number {
    if (index >= this.state.length) this.#grow(index + 1)
    const result = this.#evaluate(this.#args)
    let state = MEMO_VALUE
    if (result === null) state = MEMO_NULL
    else if (result instanceof Uint8Array)
      this.values[index] = this.dictionary.intern(result, 0, result.length) as never
    else if (typeof result === 'bigint' && !this.#exact && !Number.isSafeInteger(Number(result))) state = MEMO_UNSAFE
    else this.values[index] = (this.#exact ? BigInt(result) : Number(result)) as never
    this.state[index] = state
    return state
  }

  #grow(size: number): void {
    const length = Math.max(size, this.state.length * 2, this.#direct ? (this.#sources[0]?.size ?? 0) : 0)
    const state = new Uint8Array(length)
    state.set(this.state)
    const values = this.#exact ? new BigInt64Array(length) : new Float64Array(length)
    values.set(this.values as never)
    this.state = state
    this.values = values
  }

  #byteSize(): number {
    return this.dictionary.byteSize + this.values.byteLength + this.tuples.byteSize
  }
}
