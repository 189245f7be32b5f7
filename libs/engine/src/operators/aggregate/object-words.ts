import { type Column, Dictionary, type HostValue, type ObjectColumn } from '@millrace/columns'
import type { Selection } from '../../kernels/kernel.ts'
import type { PlainColumn } from '../plain-column.ts'
import { emptyWithRoom } from './arrays.ts'
import { valueCodec } from './value-codec.ts'

/** Words of object values (decimal, list, struct ...): ids of their canonical bytes in an own dictionary, -1 for null. */
export class ObjectWords {
  readonly width = 1
  readonly #type: ObjectColumn['type']
  readonly #codec: ReturnType<typeof valueCodec>
  readonly #own = new Dictionary(64)
  #words = new Int32Array(0)

  constructor(type: ObjectColumn['type']) {
    this.#type = type
    this.#codec = valueCodec(type)
  }

  get byteSize(): number {
    return this.#own.byteSize + this.#words.byteLength
  }

  encode(column: PlainColumn, { rows, count }: Selection): Int32Array[] {
    const { objects, length } = column as ObjectColumn
    const words = (this.#words = emptyWithRoom(this.#words, length))
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      words[r] = objects[r] === null ? -1 : this.#id(objects[r])
    }
    return [words]
  }

  decode(words: Int32Array, length: number, stride: number, at: number): Column {
    const objects: HostValue[] = []
    let nullCount = 0
    for (let i = 0; i < length; i++) {
      const id = words[i * stride + at]
      if (id < 0) nullCount++
      objects.push(id < 0 ? null : this.#codec.decode(this.#own.get(id)))
    }
    return { type: this.#type, length, objects, nullCount }
  }

  #id(value: HostValue): number {
    const bytes = this.#codec.encode(value)
    return this.#own.intern(bytes, 0, bytes.length)
  }
}
