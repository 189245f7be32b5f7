import { Dictionary } from '@millrace/columns'
import { literalValue } from '../api/literal.ts'
import type { TypedCall, TypedColumn, TypedExpression } from '../plan/typed-expression.ts'
import type { Entries } from './entries.ts'
import type { Generator, Value } from './generator.ts'
import { TupleTable } from './tuple-table.ts'

/** A string made of others: `concat` is null when a part is, `coalesce` is its first part that is not. */
export type Concatenation =
  | { readonly kind: 'column'; readonly index: number }
  | { readonly kind: 'literal'; readonly bytes: Uint8Array | null }
  | { readonly kind: 'concat' | 'coalesce'; readonly parts: readonly Concatenation[] }

/** Memory of one memo and its dictionary at which both start anew with the next block. */
const MAX_BYTES = 64 * 1024 * 1024
const NULL = 1
const FIRST = 2

/**
 * Remembers concatenations by the dictionary ids of all columns below them, so that no string between is made or looked up. Starts
 * anew when an input dictionary is replaced.
 */
export class ConcatMemo {
  /** The results; replaced when the memo starts anew. */
  dictionary = new Dictionary(16)
  /** The columns' ids, -1 for null, of every combination so far. */
  tuples: TupleTable
  /** By combination: 0 is unknown, 1 null, and from 2 on ids in `dictionary`. */
  ids = new Int32Array(256)
  readonly #concatenation: Concatenation
  readonly #columns: number
  #sources: readonly Entries[] = []
  #bytes = new Uint8Array(256)
  #length = 0

  constructor(concatenation: Concatenation, columns: number) {
    this.#concatenation = concatenation
    this.#columns = columns
    this.tuples = new TupleTable(columns)
  }

  /** Called before each block with the dictionaries of the columns. */
  begin(...sources: Entries[]): void {
    const same = sources.length === this.#sources.length && sources.every((s, i) => s === this.#sources[i])
    if (same && this.dictionary.byteSize + this.tuples.byteSize + this.ids.byteLength < MAX_BYTES) return
    this.#sources = sources
    this.dictionary = new Dictionary(16)
    this.tuples = new TupleTable(this.#columns)
    this.ids = new Int32Array(256)
  }

  /** The entry of `ids` for a new combination. */
  miss(index: number): number {
    if (index >= this.ids.length) {
      const larger = new Int32Array(Math.max(index + 1, this.ids.length * 2))
      larger.set(this.ids)
      this.ids = larger
    }
    this.#length = 0
    const valid = this.#append(this.#concatenation, index * this.#columns)
    const id = valid ? this.dictionary.intern(this.#bytes, 0, this.#length) + FIRST : NULL
    this.ids[index] = id
    return id
  }

  /** Appends the text for the combination at `at`; false when it is null. */
  #append(text: Concatenation, at: number): boolean {
    switch (text.kind) {
      case 'literal':
        return text.bytes !== null && this.#copy(text.bytes, 0, text.bytes.length)
      case 'column': {
        const id = this.tuples.words[at + text.index]
        const { bytes, offsets } = this.#sources[text.index]
        return id >= 0 && this.#copy(bytes, offsets[id], offsets[id + 1])
      }
      case 'concat':
        return text.parts.every(part => this.#append(part, at))
      case 'coalesce': {
        const before = this.#length
        return text.parts.some(part => {
          this.#length = before
          return this.#append(part, at)
        })
      }
    }
  }

  #copy(source: Uint8Array, from: number, to: number): true {
    const end = this.#length + to - from
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    // Most are short: a view of them would cost more.
    if (to - from > 64) this.#bytes.set(source.subarray(from, to), this.#length)
    else for (let i = from, at = this.#length; i < to; i++) this.#bytes[at++] = source[i]
    this.#length = end
    return true
  }
}

/** The code of a concatenation of several string columns; undefined for any other call. */
export function emitConcatenation(g: Generator, call: TypedCall): Value | undefined {
  const columns: TypedColumn[] = []
  const concatenation = concatenationOf(call, columns)
  if (concatenation === undefined || columns.length < 2) return undefined
  const m = g.constants.object(new ConcatMemo(concatenation, columns.length))
  const values = columns.map(c => g.emit(c))
  g.setup.push(`${m}.begin(${values.map(v => v.dictionary).join(', ')})`)
  const index = g.fresh('m')
  if (values.length === 2) g.line(`const ${index} = ${m}.tuples.add2(${values[0].value}, ${values[1].value})`)
  else {
    const words = g.constants.object(new Int32Array(values.length))
    g.line(values.map((v, i) => `${words}[${i}] = ${v.value}`).join('; '))
    g.line(`const ${index} = ${m}.tuples.add(${words}, 0)`)
  }
  const value = g.fresh('v')
  g.line(`const ${value} = (${m}.ids[${index}] || ${m}.miss(${index})) - ${FIRST}`)
  return { value, isNull: call.nullable ? `${value} < 0` : 'false', dictionary: `${m}.dictionary` }
}

/** The expression as a concatenation whose columns are added to those known; undefined when it is more than that. */
function concatenationOf(e: TypedExpression, columns: TypedColumn[]): Concatenation | undefined {
  if (e.type !== 'string') return undefined
  if (e.kind === 'literal') return { kind: 'literal', bytes: literalValue(e.type, e.value) as Uint8Array | null }
  if (e.kind === 'column') {
    const known = columns.findIndex(({ name }) => name === e.name)
    return { kind: 'column', index: known < 0 ? columns.push(e) - 1 : known }
  }
  if (e.kind !== 'call' || (e.name !== 'concat' && e.name !== 'coalesce')) return undefined
  const parts: Concatenation[] = []
  for (const arg of e.args) {
    const part = concatenationOf(arg, columns)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return { kind: e.name, parts }
}
