import { Dictionary } from '@millrace/columns'
import { type Entries, entry } from './entries.ts'

const MAX_BYTES = 32 * 1024 * 1024
const MAX_STRINGS = 1 << 16

/** Gives generated code strings and bytes as host values, and takes them back as dictionary ids. */
export class HostText {
  /** Entries of the results; replaced between blocks when it has grown too large. */
  output = new Dictionary(16)
  readonly #binary: boolean
  #entries: Entries | null = null
  #strings: (string | undefined)[] = []

  constructor(binary: boolean) {
    this.#binary = binary
  }

  /** Called before each block with the dictionary of the argument. */
  begin(entries: Entries): void {
    if (entries === this.#entries && this.#strings.length < MAX_STRINGS) return
    this.#entries = entries
    this.#strings = []
  }

  /** The host value of an entry. */
  value(id: number): string | Uint8Array {
    if (this.#binary) return entry(this.#entries!, id).slice()
    return (this.#strings[id] ??= Buffer.from(entry(this.#entries!, id)).toString())
  }

  /** Called before each block by the side of results. */
  beginOutput(): void {
    if (this.output.byteSize >= MAX_BYTES) this.output = new Dictionary(16)
  }

  /** The id of a host value. */
  id(value: string | Uint8Array): number {
    return typeof value === 'string' ? this.output.internString(value) : this.output.intern(value, 0, value.length)
  }
}
