import { Dictionary } from '@millrace/columns'
import { arithmeticHelpers } from './arithmetic-helpers.ts'

/** Objects that generated code refers to, as `k0`, `k1` ... */
export class Constants {
  readonly values: unknown[] = [arithmeticHelpers]
  readonly #shared = new Map<string, string>()

  /** Text of the object of helpers for arithmetic and casts. */
  readonly helpers = 'k0'

  object(value: unknown): string {
    return `k${this.values.push(value) - 1}`
  }

  /** A dictionary of one entry with id 0. */
  entries(bytes: Uint8Array): string {
    const key = Buffer.from(bytes).toString('base64')
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const dictionary = new Dictionary(16)
    dictionary.intern(bytes, 0, bytes.length)
    const text = this.object(dictionary)
    this.#shared.set(key, text)
    return text
  }

  /** Statement that names the objects, given the array `values` as `K`. */
  get declaration(): string {
    return `const [${this.values.map((_, i) => `k${i}`).join(', ')}] = K`
  }
}
