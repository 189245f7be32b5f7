import { type HostValue, isObjectType, type TypeName, typeParts } from '@millrace/columns'
import { type ValueCodec, valueCodec } from './value-codec.ts'

export type ValueKey = string | number | bigint | boolean

/** Keys of host values for a Map or Set: equal where Spark groups values together. */
export class ValueKeys {
  readonly #codec: ValueCodec | null

  constructor(type: TypeName) {
    const plain = !isObjectType(type) || typeParts(type).kind === 'decimal'
    this.#codec = plain && type !== 'binary' ? null : valueCodec(type)
  }

  /** The key of a value that is not null. A Map takes -0 for 0 and NaN for NaN by itself. */
  of(value: HostValue): ValueKey {
    if (this.#codec === null) return value as ValueKey
    return Buffer.from(this.#codec.encode(value)).toString('latin1')
  }
}
