import { Dictionary } from '@millrace/columns'

const MAX_BYTES = 32 * 1024 * 1024

/** Makes strings of values that are not strings, and gives them dictionary ids. */
export class TextOutput {
  /** Replaced between blocks when it has grown too large. */
  dictionary = new Dictionary(16)
  readonly #format: (value: never) => string
  #last: unknown
  #lastId = -1

  constructor(format: (value: never) => string) {
    this.#format = format
  }

  begin(): void {
    if (this.dictionary.byteSize < MAX_BYTES) return
    this.dictionary = new Dictionary(16)
    this.#lastId = -1
  }

  id(value: unknown): number {
    // Runs of one value are common: a partition number, a day.
    if (value === this.#last && this.#lastId >= 0) return this.#lastId
    this.#last = value
    this.#lastId = this.dictionary.internString(this.#format(value as never))
    return this.#lastId
  }
}
