import { Dictionary } from '@millrace/columns'

const MAX_BYTES = 32 * 1024 * 1024
const MAX_KNOWN = 1 << 16

/** Makes strings of values that are not strings, and gives them dictionary ids. */
export class TextOutput {
  /** Replaced between blocks when it has grown too large. */
  dictionary = new Dictionary(16)
  readonly #format: (value: never) => string
  /** Ids of values seen before, as far as they are few. */
  readonly #known = new Map<unknown, number>()

  constructor(format: (value: never) => string) {
    this.#format = format
  }

  begin(): void {
    if (this.dictionary.byteSize < MAX_BYTES) return
    this.dictionary = new Dictionary(16)
    this.#known.clear()
  }

  id(value: unknown): number {
    // A map takes -0 for 0, whose text is another.
    const known = value === 0 ? undefined : this.#known.get(value)
    if (known !== undefined) return known
    const id = this.dictionary.internString(this.#format(value as never))
    if (value !== 0 && this.#known.size < MAX_KNOWN) this.#known.set(value, id)
    return id
  }
}
