import {
  type BinaryColumn,
  type Column,
  Dictionary,
  type FixedColumn,
  type FixedValues,
  type HostValue,
  isFixedType,
  isNull,
  isValid,
  type ObjectColumn,
  type ObjectType,
  type StringColumn,
  setValid,
  type TypeName,
  validityBytes,
} from '@millrace/columns'
import { newValues } from '../../kernels/kernel.ts'

/** Rows of several sources in any order: row i is row `row[i]` of source `source[i]`. */
export interface RowPositions {
  readonly source: Int32Array
  readonly row: Int32Array
}

/** The first `length` rows of one source. */
export function firstRows(length: number): RowPositions {
  const row = new Int32Array(length)
  for (let r = 0; r < length; r++) row[r] = r
  return { source: new Int32Array(length), row }
}

/** Rows of one source. */
export const rowsOf = (row: Int32Array): RowPositions => ({ source: new Int32Array(row.length), row })

/** One column of each source; sources that no position names may be missing. */
type Parts<C extends Column> = readonly (C | undefined)[]

/** Distinct texts that are few beside the rows that name them are translated once each. */
const ROWS_PER_TEXT = 4

/** Copies rows of several sources into one column after another, source by source. */
export class Gather {
  readonly length: number
  readonly #row: Int32Array
  /** Positions in the result, those of one source together. */
  readonly #order: Int32Array
  /** Where the positions of each source begin in `#order`, and the end. */
  readonly #starts: Int32Array
  /** Sources that are named at all. */
  readonly #used: readonly number[]

  constructor(sources: number, { source, row }: RowPositions) {
    const length = (this.length = row.length)
    this.#row = row
    const starts = (this.#starts = new Int32Array(sources + 1))
    for (let i = 0; i < length; i++) starts[source[i] + 1]++
    const used: number[] = []
    for (let s = 0; s < sources; s++) {
      if (starts[s + 1] > 0) used.push(s)
      starts[s + 1] += starts[s]
    }
    this.#used = used
    const next = starts.slice(0, sources)
    const order = (this.#order = new Int32Array(length))
    for (let i = 0; i < length; i++) order[next[source[i]]++] = i
  }

  column(type: TypeName, columns: Parts<Column>): Column {
    if (type === 'string') return this.#strings(columns as Parts<StringColumn>)
    if (type === 'binary') return this.#binary(columns as Parts<BinaryColumn>)
    if (isFixedType(type)) return this.#fixed(type, columns as Parts<FixedColumn>)
    return this.#objects(type as ObjectType, columns as Parts<ObjectColumn>)
  }

  #fixed(type: FixedColumn['type'], columns: Parts<FixedColumn>): FixedColumn {
    const values = newValues(type, this.length)
    const to = bits(values)
    const width = to.length === values.length ? 1 : 2
    for (const s of this.#used) {
      const from = bits(columns[s]!.values)
      if (width === 1) this.#copy(from, to, s)
      else this.#copyPairs(from as Int32Array, to as Int32Array, s)
    }
    return { type, length: this.length, values, ...this.#validity(columns) }
  }

  #copy(from: Bits, to: Bits, s: number): void {
    const order = this.#order
    const rows = this.#row
    for (let k = this.#starts[s], end = this.#starts[s + 1]; k < end; k++) to[order[k]] = from[rows[order[k]]]
  }

  #copyPairs(from: Int32Array, to: Int32Array, s: number): void {
    const order = this.#order
    const rows = this.#row
    for (let k = this.#starts[s], end = this.#starts[s + 1]; k < end; k++) {
      const i = order[k]
      to[2 * i] = from[2 * rows[i]]
      to[2 * i + 1] = from[2 * rows[i] + 1]
    }
  }

  #validity(columns: Parts<FixedColumn | BinaryColumn>): Pick<FixedColumn, 'validity' | 'nullCount'> {
    if (this.#used.every(s => columns[s]!.validity === null)) return { validity: null, nullCount: 0 }
    const validity = new Uint8Array(validityBytes(this.length))
    let nullCount = 0
    for (const s of this.#used) {
      const theirs = columns[s]!.validity
      for (let k = this.#starts[s], end = this.#starts[s + 1]; k < end; k++) {
        if (isValid(theirs, this.#row[this.#order[k]])) setValid(validity, this.#order[k])
        else nullCount++
      }
    }
    return { validity: nullCount === 0 ? null : validity, nullCount }
  }

  /** With a dictionary of its own, of what is there. */
  #strings(columns: Parts<StringColumn>): StringColumn {
    const [first] = this.#used
    const one = this.#used.length === 1 && columns[first]!.dictionary.size <= ROWS_PER_TEXT * this.length
    return one ? this.#stringsOf(columns[first]!) : this.#stringsOfMany(columns)
  }

  /** Of one source: its texts are distinct already. */
  #stringsOf({ ids: theirs, dictionary: texts }: StringColumn): StringColumn {
    const { length } = this
    const rows = this.#row
    const ids = new Int32Array(length)
    // Ids here plus 1, so that 0 is unknown; and theirs by ids here.
    const known = new Int32Array(texts.size)
    const named = new Int32Array(Math.min(length, texts.size))
    const { bytes, offsets } = texts
    let size = 0
    let end = 0
    let nullCount = 0
    for (let i = 0; i < length; i++) {
      const id = theirs[rows[i]]
      if (id < 0) {
        ids[i] = -1
        nullCount++
        continue
      }
      if (known[id] === 0) {
        named[size++] = id
        known[id] = size
        end += offsets[id + 1] - offsets[id]
      }
      ids[i] = known[id] - 1
    }
    const own = { size, offsets: new Int32Array(size + 1), bytes: new Uint8Array(end) }
    for (let t = 0, at = 0; t < size; t++) {
      for (let from = offsets[named[t]], to = offsets[named[t] + 1]; from < to; from++) own.bytes[at++] = bytes[from]
      own.offsets[t + 1] = at
    }
    return { type: 'string', length, ids, dictionary: Dictionary.ofDistinct(own), nullCount }
  }

  #stringsOfMany(columns: Parts<StringColumn>): StringColumn {
    const { length } = this
    const order = this.#order
    const rows = this.#row
    const ids = new Int32Array(length)
    const dictionary = new Dictionary(length)
    let nullCount = 0
    for (const s of this.#used) {
      const { ids: theirs, dictionary: texts } = columns[s]!
      const from = this.#starts[s]
      const end = this.#starts[s + 1]
      // Ids here plus 1, so that 0 is unknown.
      const known = texts.size <= ROWS_PER_TEXT * (end - from) ? new Int32Array(texts.size) : null
      const { bytes, offsets } = texts
      for (let k = from; k < end; k++) {
        const i = order[k]
        const id = theirs[rows[i]]
        if (id < 0) {
          ids[i] = -1
          nullCount++
          continue
        }
        let own = known === null ? 0 : known[id]
        if (own === 0) {
          own = dictionary.intern(bytes, offsets[id], offsets[id + 1]) + 1
          if (known !== null) known[id] = own
        }
        ids[i] = own - 1
      }
    }
    return { type: 'string', length, ids, dictionary, nullCount }
  }

  #binary(columns: Parts<BinaryColumn>): BinaryColumn {
    const { length } = this
    const offsets = new Int32Array(length + 1)
    this.#each(columns, (i, r, column) => {
      offsets[i + 1] = column.offsets[r + 1] - column.offsets[r]
    })
    for (let i = 0; i < length; i++) offsets[i + 1] += offsets[i]
    const bytes = new Uint8Array(offsets[length])
    this.#each(columns, (i, r, column) => {
      bytes.set(column.bytes.subarray(column.offsets[r], column.offsets[r + 1]), offsets[i])
    })
    return { type: 'binary', length, offsets, bytes, ...this.#validity(columns) }
  }

  #objects(type: ObjectType, columns: Parts<ObjectColumn>): ObjectColumn {
    const objects = new Array<HostValue>(this.length)
    let nullCount = 0
    this.#each(columns, (i, r, column) => {
      objects[i] = column.objects[r]
      if (isNull(column, r)) nullCount++
    })
    return { type, length: this.length, objects, nullCount }
  }

  #each<C extends Column>(columns: Parts<C>, visit: (i: number, row: number, column: C) => void): void {
    for (const s of this.#used)
      for (let k = this.#starts[s], end = this.#starts[s + 1]; k < end; k++)
        visit(this.#order[k], this.#row[this.#order[k]], columns[s]!)
  }
}

type Bits = Int8Array | Int16Array | Int32Array

/** The memory of the values as integers, 64-bit ones as two: what is copied keeps every bit. */
function bits({ buffer, byteOffset, length, BYTES_PER_ELEMENT }: FixedValues): Bits {
  if (BYTES_PER_ELEMENT === 1) return new Int8Array(buffer, byteOffset, length)
  if (BYTES_PER_ELEMENT === 2) return new Int16Array(buffer, byteOffset, length)
  return new Int32Array(buffer, byteOffset, (length * BYTES_PER_ELEMENT) / 4)
}
