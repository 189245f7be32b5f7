import {
  type Column,
  Dictionary,
  type FixedType,
  type FixedValues,
  isObjectType,
  isValid,
  type ObjectType,
  setValid,
  type TypeName,
  validityBytes,
} from '@millrace/columns'
import { binaryColumn } from '../../kernels/binary-ids.ts'
import type { Entries } from '../../kernels/entries.ts'
import { isText } from '../../kernels/generator.ts'
import { newValues } from '../../kernels/kernel.ts'
import { emptyWithRoom } from '../../operators/aggregate/arrays.ts'
import { valueCodec } from '../../operators/aggregate/value-codec.ts'
import { isNullAt, type PlainColumn } from '../../operators/plain-column.ts'

/** Keys as bytes: that of row r is `bytes[starts[r] .. starts[r + 1])`. */
export interface KeyRows {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly starts: Int32Array
}

/** One column of keys being written: a cursor for each row goes on by what is written there. */
interface KeyPart {
  /** Adds the bytes that each row needs to `sizes`, and prepares `write`. */
  measure(column: PlainColumn, sizes: Int32Array): void
  write(column: PlainColumn, view: DataView, bytes: Uint8Array, cursors: Int32Array): void
  read(length: number, view: DataView, bytes: Uint8Array, cursors: Int32Array): Column
}

/**
 * Combinations of values as bytes, equal exactly where Spark groups rows together (null equals null, NaN equals NaN, -0.0 equals 0.0),
 * and back. For each column a byte that is 1 for null, and then the value: zeros for null where its size is fixed, a length
 * of 32 bits before texts and objects.
 */
export class KeyCodec {
  readonly #parts: readonly KeyPart[]
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #starts = new Int32Array(0)
  #cursors = new Int32Array(0)

  constructor(types: readonly TypeName[]) {
    this.#parts = types.map(type => (isText(type) || isObjectType(type) ? new TextPart(type) : new FixedPart(type)))
  }

  /** The keys of rows 0 to `length` - 1, for reading until the next call. */
  encode(columns: readonly PlainColumn[], length: number): KeyRows {
    const starts = (this.#starts = emptyWithRoom(this.#starts, length + 1))
    const cursors = (this.#cursors = emptyWithRoom(this.#cursors, length)).fill(0, 0, length)
    for (const [i, part] of this.#parts.entries()) part.measure(columns[i], cursors.subarray(0, length))
    let end = 0
    for (let r = 0; r < length; r++) {
      const size = cursors[r]
      cursors[r] = starts[r] = end
      end += size
    }
    starts[length] = end
    if (end > this.#bytes.length) {
      this.#bytes = new Uint8Array(end)
      this.#view = new DataView(this.#bytes.buffer)
    }
    for (const [i, part] of this.#parts.entries())
      part.write(columns[i], this.#view, this.#bytes, cursors.subarray(0, length))
    return { bytes: this.#bytes, view: this.#view, starts }
  }

  decode({ bytes, view, starts }: KeyRows, length: number): Column[] {
    const cursors = starts.slice(0, length)
    return this.#parts.map(part => part.read(length, view, bytes, cursors))
  }
}

class FixedPart implements KeyPart {
  readonly #type: FixedType
  readonly #width: number

  constructor(type: TypeName) {
    this.#type = type as FixedType
    this.#width = newValues(this.#type, 0).BYTES_PER_ELEMENT
  }

  measure(_: PlainColumn, sizes: Int32Array): void {
    for (let r = 0; r < sizes.length; r++) sizes[r] += 1 + this.#width
  }

  write(column: PlainColumn, view: DataView, _: Uint8Array, cursors: Int32Array): void {
    const { validity, values } = column as PlainColumn & { values: FixedValues; validity: Uint8Array | null }
    const words = wordsOf(values)
    const width = this.#width
    for (let r = 0; r < cursors.length; r++) {
      const at = cursors[r]
      const valid = isValid(validity, r)
      view.setUint8(at, valid ? 0 : 1)
      if (width === 8) {
        view.setInt32(at + 1, valid ? words[2 * r] : 0, true)
        view.setInt32(at + 5, valid ? words[2 * r + 1] : 0, true)
      } else if (width === 4) view.setInt32(at + 1, valid ? words[r] : 0, true)
      else if (width === 2) view.setInt16(at + 1, valid ? words[r] : 0, true)
      else view.setInt8(at + 1, valid ? words[r] : 0)
      cursors[r] = at + 1 + width
    }
  }

  read(length: number, view: DataView, _: Uint8Array, cursors: Int32Array): Column {
    const values = newValues(this.#type, length)
    const target = new DataView(values.buffer)
    const validity = new Uint8Array(validityBytes(length))
    const width = this.#width
    let nullCount = 0
    for (let r = 0; r < length; r++) {
      const at = cursors[r]
      if (view.getUint8(at) === 1) nullCount++
      else setValid(validity, r)
      if (width === 8) {
        target.setInt32(8 * r, view.getInt32(at + 1, true), true)
        target.setInt32(8 * r + 4, view.getInt32(at + 5, true), true)
      } else if (width === 4) target.setInt32(4 * r, view.getInt32(at + 1, true), true)
      else if (width === 2) target.setInt16(2 * r, view.getInt16(at + 1, true), true)
      else target.setInt8(r, view.getInt8(at + 1))
      cursors[r] = at + 1 + width
    }
    return { type: this.#type, length, values, validity: nullCount === 0 ? null : validity, nullCount }
  }
}

/** The values as 32-bit words, or as they are where they are smaller, with one form for NaN and for zero. */
function wordsOf(values: FixedValues): Int32Array | Int16Array | Int8Array | Uint8Array {
  if (values instanceof Float64Array || values instanceof Float32Array) {
    const normal = values.map(v => (v === 0 ? 0 : Number.isNaN(v) ? Number.NaN : v))
    return new Int32Array(normal.buffer)
  }
  if (values instanceof BigInt64Array) return new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  return values
}

/** Strings, binary values, and objects as the bytes of their values. */
class TextPart implements KeyPart {
  readonly #type: TypeName
  readonly #codec: ReturnType<typeof valueCodec> | null
  /** What `measure` found for `write`: entry `ids[r]` is row r's text; -1 is null. */
  #ids: Int32Array = new Int32Array(0)
  #texts: Entries = new Dictionary(0)

  constructor(type: TypeName) {
    this.#type = type
    this.#codec = isObjectType(type) ? valueCodec(type) : null
  }

  measure(column: PlainColumn, sizes: Int32Array): void {
    this.#prepare(column, sizes.length)
    const ids = this.#ids
    const { offsets } = this.#texts
    for (let r = 0; r < sizes.length; r++) sizes[r] += ids[r] < 0 ? 5 : 5 + offsets[ids[r] + 1] - offsets[ids[r]]
  }

  write(_: PlainColumn, view: DataView, to: Uint8Array, cursors: Int32Array): void {
    const ids = this.#ids
    const { bytes, offsets } = this.#texts
    for (let r = 0; r < cursors.length; r++) {
      const id = ids[r]
      const start = id < 0 ? 0 : offsets[id]
      const end = id < 0 ? 0 : offsets[id + 1]
      let at = cursors[r]
      view.setUint8(at, id < 0 ? 1 : 0)
      view.setInt32(at + 1, end - start, true)
      at += 5
      for (let i = start; i < end; i++) to[at++] = bytes[i]
      cursors[r] = at
    }
  }

  read(length: number, view: DataView, bytes: Uint8Array, cursors: Int32Array): Column {
    const dictionary = new Dictionary(Math.min(1024, length))
    const ids = new Int32Array(length)
    let nullCount = 0
    for (let r = 0; r < length; r++) {
      const start = cursors[r] + 5
      const end = start + view.getInt32(cursors[r] + 1, true)
      if (view.getUint8(cursors[r]) === 1) {
        nullCount++
        ids[r] = -1
      } else ids[r] = dictionary.intern(bytes, start, end)
      cursors[r] = end
    }
    const type = this.#type
    if (type === 'string') return { type, length, ids, dictionary, nullCount }
    if (type === 'binary') return binaryColumn(ids, length, dictionary)
    const codec = this.#codec!
    const objects = Array.from(ids, id => (id < 0 ? null : codec.decode(dictionary.get(id))))
    return { type: type as ObjectType, length, objects, nullCount }
  }

  #prepare(column: PlainColumn, length: number): void {
    if ('ids' in column) {
      this.#ids = column.ids
      this.#texts = column.dictionary
      return
    }
    const ids = new Int32Array(length)
    if (column.type === 'binary') {
      for (let r = 0; r < length; r++) ids[r] = isNullAt(column, r) ? -1 : r
      this.#texts = { size: length, bytes: column.bytes, offsets: column.offsets }
    } else if ('objects' in column) {
      const texts = new Dictionary(64)
      for (let r = 0; r < length; r++) {
        const value = column.objects[r]
        const bytes = value === null ? null : this.#codec!.encode(value)
        ids[r] = bytes === null ? -1 : texts.intern(bytes, 0, bytes.length)
      }
      this.#texts = texts
    }
    this.#ids = ids
  }
}
