import { Dictionary, type HostValue } from '@millrace/columns'
import type { Leaf } from './file-schema.ts'
import { grown } from './growable.ts'
import type { LeafValues } from './leaf-column.ts'

const FIRST = 16

/** Takes host values of a leaf's type, one by one and none of them null. */
export interface LeafValuesBuilder {
  add(value: HostValue): void
  values(): LeafValues
}

export function leafValuesBuilder({ physical, annotation, width }: Leaf): LeafValuesBuilder {
  switch (physical) {
    case 'boolean':
      return new NumberBuilder('boolean', new Uint8Array(FIRST))
    case 'int32':
      return new NumberBuilder('int32', new Int32Array(FIRST))
    case 'int64':
      return new Int64Builder()
    case 'float':
      return new NumberBuilder('float', new Float32Array(FIRST))
    case 'double':
      return new NumberBuilder('double', new Float64Array(FIRST))
    case 'byteArray':
      return annotation === 'string' ? new StringBuilder() : new BinaryBuilder()
    case 'fixedLengthByteArray':
      return new DecimalBuilder(width)
  }
}

/** Numbers, booleans, and decimals that fit an int32. */
class NumberBuilder implements LeafValuesBuilder {
  readonly #kind: 'boolean' | 'int32' | 'float' | 'double'
  #values: Uint8Array | Int32Array | Float32Array | Float64Array
  #count = 0

  constructor(
    kind: 'boolean' | 'int32' | 'float' | 'double',
    values: Uint8Array | Int32Array | Float32Array | Float64Array,
  ) {
    this.#kind = kind
    this.#values = values
  }

  add(value: HostValue): void {
    if (this.#count === this.#values.length) this.#values = grown(this.#values, this.#count * 2)
    this.#values[this.#count++] = Number(value)
  }

  values(): LeafValues {
    return { kind: this.#kind, count: this.#count, values: this.#values } as LeafValues
  }
}

class Int64Builder implements LeafValuesBuilder {
  #values = new BigInt64Array(FIRST)
  #count = 0

  add(value: HostValue): void {
    if (this.#count === this.#values.length) this.#values = grown(this.#values, this.#count * 2)
    this.#values[this.#count++] = value as bigint
  }

  values(): LeafValues {
    return { kind: 'int64', count: this.#count, values: this.#values }
  }
}

class StringBuilder implements LeafValuesBuilder {
  readonly #dictionary = new Dictionary(FIRST)
  #ids = new Int32Array(FIRST)
  #count = 0

  add(value: HostValue): void {
    if (this.#count === this.#ids.length) this.#ids = grown(this.#ids, this.#count * 2)
    this.#ids[this.#count++] = this.#dictionary.internString(value as string)
  }

  values(): LeafValues {
    return { kind: 'string', count: this.#count, ids: this.#ids, dictionary: this.#dictionary }
  }
}

class BinaryBuilder implements LeafValuesBuilder {
  #offsets = new Int32Array(FIRST)
  #bytes = new Uint8Array(FIRST)
  #count = 0

  add(value: HostValue): void {
    const bytes = value as Uint8Array
    const start = this.#offsets[this.#count]
    const end = start + bytes.length
    if (this.#count + 1 === this.#offsets.length) this.#offsets = grown(this.#offsets, this.#offsets.length * 2)
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, end * 2)
    this.#bytes.set(bytes, start)
    this.#offsets[++this.#count] = end
  }

  values(): LeafValues {
    const starts = this.#offsets
    return { kind: 'binary', count: this.#count, starts, ends: starts.subarray(1), bytes: this.#bytes }
  }
}

/** Numbers of `width` bytes, high byte first. */
class DecimalBuilder implements LeafValuesBuilder {
  readonly #width: number
  #bytes: Uint8Array
  #count = 0

  constructor(width: number) {
    this.#width = width
    this.#bytes = new Uint8Array(FIRST * width)
  }

  add(value: HostValue): void {
    const end = (this.#count + 1) * this.#width
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, end * 2)
    let rest = value as bigint
    for (let at = end - 1; at >= end - this.#width; at--) {
      this.#bytes[at] = Number(rest & 0xffn)
      rest >>= 8n
    }
    this.#count++
  }

  values(): LeafValues {
    return { kind: 'fixed', count: this.#count, width: this.#width, bytes: this.#bytes }
  }
}
