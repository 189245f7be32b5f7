import { Dictionary } from '@millrace/columns'
import type { Leaf } from '../../parquet/file-schema.ts'
import { grown } from '../../parquet/growable.ts'
import type { LeafColumn, LeafValues } from '../../parquet/leaf-column.ts'
import type { DecodedChunk, DecodedValues, Entries, TextPart } from '../pages/decoded-chunk.ts'

const FIRST = 1024

/** Takes ranges of column chunks of one leaf, one after another, and gives them as one column. */
export class LeafMerger {
  readonly #leaf: Leaf
  readonly #values: MergedValues
  #definition: Int32Array = new Int32Array(0)
  /** The level that all have so far; -1 once they differ, or before the first. */
  #same = -1
  #repetition: Int32Array | null
  #count = 0

  constructor(leaf: Leaf) {
    this.#leaf = leaf
    this.#values = mergedValues(leaf)
    this.#repetition = leaf.maxRepetition === 0 ? null : new Int32Array(FIRST)
  }

  /** Levels `from .. to` of a chunk whose highest definition level is `max`. */
  append(chunk: DecodedChunk, max: number, from: number, to: number): void {
    const raise = this.#leaf.maxDefinition - max
    const { definition, repetition } = chunk
    const at = this.#count
    let first = 0
    let last = 0
    if (typeof definition === 'number') {
      if (definition === max) [first, last] = [from, to]
      this.#appendSame(definition + raise, to - from)
    } else {
      for (let i = 0; i < from; i++) if (definition[i] === max) first++
      last = first
      for (let i = from; i < to; i++) if (definition[i] === max) last++
      this.#spread(to - from)
      if (raise === 0) this.#definition.set(definition.subarray(from, to), at)
      else for (let i = from; i < to; i++) this.#definition[at + i - from] = definition[i] + raise
      this.#count += to - from
    }
    if (this.#repetition !== null) this.#appendRepetition(repetition, from, to, at)
    this.#values.append(chunk.values, first, last)
  }

  /** Rows of a file that does not have the column. */
  appendNulls(rows: number): void {
    const at = this.#count
    this.#appendSame(0, rows)
    if (this.#repetition !== null) this.#appendRepetition(null, 0, rows, at)
  }

  /** What was appended; valid until the next call of another method. */
  column(): LeafColumn {
    const values = this.#values.values()
    return {
      leaf: this.#leaf,
      count: this.#count,
      definition: this.#sameLevel(values.count) ?? this.#definition,
      repetition: this.#repetition,
      values,
    }
  }

  /** The level that all have, where it is known. */
  #sameLevel(present: number): number | null {
    if (this.#same >= 0 || this.#count === 0) return Math.max(0, this.#same)
    const { maxDefinition } = this.#leaf
    if (present === this.#count) return maxDefinition
    return present === 0 && maxDefinition === 1 ? 0 : null
  }

  clear(): void {
    this.#count = 0
    this.#same = -1
    this.#values.clear()
  }

  #appendSame(level: number, count: number): void {
    if (this.#count === 0) this.#same = level
    if (this.#same === level) {
      this.#count += count
      return
    }
    this.#spread(count)
    this.#definition.fill(level, this.#count, this.#count + count)
    this.#count += count
  }

  /** From now on levels are in the array, which has room for more of them. */
  #spread(more: number): void {
    const end = this.#count + more
    if (this.#definition.length < end) this.#definition = grown(this.#definition, Math.max(FIRST, end * 2))
    if (this.#same >= 0) this.#definition.fill(this.#same, 0, this.#count)
    this.#same = -1
  }

  #appendRepetition(levels: Int32Array | null, from: number, to: number, at: number): void {
    const end = at + to - from
    if (this.#repetition!.length < end) this.#repetition = grown(this.#repetition!, end * 2)
    if (levels === null) this.#repetition!.fill(0, at, end)
    else this.#repetition!.set(levels.subarray(from, to), at)
  }
}

interface MergedValues {
  append(values: DecodedValues, from: number, to: number): void
  values(): LeafValues
  clear(): void
}

function mergedValues({ physical, annotation, width }: Leaf): MergedValues {
  switch (physical) {
    case 'boolean':
      return new MergedNumbers('boolean', new Uint8Array(FIRST))
    case 'int32':
      return new MergedNumbers('int32', new Int32Array(FIRST))
    case 'int64':
      return new MergedNumbers('int64', new BigInt64Array(FIRST))
    case 'float':
      return new MergedNumbers('float', new Float32Array(FIRST))
    case 'double':
      return new MergedNumbers('double', new Float64Array(FIRST))
    case 'byteArray':
      return annotation === 'string' ? new MergedStrings() : new MergedBytes()
    case 'fixedLengthByteArray':
      return new MergedFixed(width)
  }
}

type Numbers = Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array

class MergedNumbers implements MergedValues {
  readonly #kind: 'boolean' | 'int32' | 'int64' | 'float' | 'double'
  #numbers: Numbers
  #count = 0

  constructor(kind: 'boolean' | 'int32' | 'int64' | 'float' | 'double', numbers: Numbers) {
    this.#kind = kind
    this.#numbers = numbers
  }

  append(values: DecodedValues, from: number, to: number): void {
    const { values: source } = values as { values: Numbers }
    const end = this.#count + to - from
    if (this.#numbers.length < end) this.#numbers = grown(this.#numbers, end * 2)
    this.#numbers.set(source.subarray(from, to) as never, this.#count)
    this.#count = end
  }

  values(): LeafValues {
    return { kind: this.#kind, count: this.#count, values: this.#numbers } as LeafValues
  }

  clear(): void {
    this.#count = 0
  }
}

/** Calls back with the pieces of the parts that make up values `from .. to`. */
function eachPart(
  values: DecodedValues,
  from: number,
  to: number,
  take: (part: TextPart, from: number, to: number) => void,
): void {
  let at = 0
  for (const part of (values as { parts: readonly TextPart[] }).parts) {
    const [first, last] = [Math.max(from - at, 0), Math.min(to - at, part.count)]
    if (first < last) take(part, first, last)
    at += part.count
  }
}

/** Strings as numbers: each entry of a dictionary page is looked at once, the values are not. */
class MergedStrings implements MergedValues {
  #dictionary = new Dictionary(FIRST)
  #ids = new Int32Array(FIRST)
  #count = 0
  /** Own id of each entry of `#entries`, plus one; 0 where it was not needed yet. */
  #known = new Int32Array(FIRST)
  #entries: Entries | null = null

  append(values: DecodedValues, from: number, to: number): void {
    const end = this.#count + to - from
    if (this.#ids.length < end) this.#ids = grown(this.#ids, end * 2)
    eachPart(values, from, to, (part, first, last) => {
      const { entries, ids } = part
      if (ids === null) this.#intern(entries, first, last)
      else this.#translate(entries, ids, first, last)
    })
  }

  #intern({ bytes, starts, ends }: Entries, from: number, to: number): void {
    const dictionary = this.#dictionary
    for (let i = from; i < to; i++) this.#ids[this.#count++] = dictionary.intern(bytes, starts[i], ends[i])
  }

  #translate(entries: Entries, ids: Int32Array, from: number, to: number): void {
    if (entries !== this.#entries) {
      if (this.#known.length < entries.size) this.#known = new Int32Array(entries.size * 2)
      else this.#known.fill(0, 0, entries.size)
      this.#entries = entries
    }
    const known = this.#known
    const target = this.#ids
    const dictionary = this.#dictionary
    const { bytes, starts, ends } = entries
    let at = this.#count
    for (let i = from; i < to; i++) {
      const id = ids[i]
      let own = known[id]
      if (own === 0) known[id] = own = dictionary.intern(bytes, starts[id], ends[id]) + 1
      target[at++] = own - 1
    }
    this.#count = at
  }

  values(): LeafValues {
    return { kind: 'string', count: this.#count, ids: this.#ids, dictionary: this.#dictionary }
  }

  clear(): void {
    this.#dictionary = new Dictionary(FIRST)
    this.#entries = null
    this.#count = 0
  }
}

class MergedBytes implements MergedValues {
  #bytes = new Uint8Array(FIRST)
  #offsets = new Int32Array(FIRST)
  #count = 0

  append(values: DecodedValues, from: number, to: number): void {
    eachPart(values, from, to, ({ entries, ids }, first, last) => {
      for (let i = first; i < last; i++) {
        const entry = ids === null ? i : ids[i]
        this.#add(entries.bytes, entries.starts[entry], entries.ends[entry])
      }
    })
  }

  #add(source: Uint8Array, start: number, end: number): void {
    const at = this.#offsets[this.#count]
    const used = at + end - start
    if (used > this.#bytes.length) this.#bytes = grown(this.#bytes, used * 2)
    if (this.#count + 1 === this.#offsets.length) this.#offsets = grown(this.#offsets, this.#offsets.length * 2)
    this.#bytes.set(source.subarray(start, end), at)
    this.#offsets[++this.#count] = used
  }

  values(): LeafValues {
    const starts = this.#offsets
    return { kind: 'binary', count: this.#count, starts, ends: starts.subarray(1), bytes: this.#bytes }
  }

  clear(): void {
    this.#count = 0
  }
}

class MergedFixed implements MergedValues {
  readonly #width: number
  #bytes = new Uint8Array(FIRST)
  #length = 0

  constructor(width: number) {
    this.#width = width
  }

  append(values: DecodedValues, from: number, to: number): void {
    const { bytes } = values as { bytes: Uint8Array }
    const end = this.#length + (to - from) * this.#width
    if (this.#bytes.length < end) this.#bytes = grown(this.#bytes, end * 2)
    this.#bytes.set(bytes.subarray(from * this.#width, to * this.#width), this.#length)
    this.#length = end
  }

  values(): LeafValues {
    return { kind: 'fixed', count: this.#length / this.#width, width: this.#width, bytes: this.#bytes }
  }

  clear(): void {
    this.#length = 0
  }
}
