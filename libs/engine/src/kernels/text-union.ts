import { Dictionary } from '@millrace/columns'
import type { Entries } from './entries.ts'

const MAX_BYTES = 64 * 1024 * 1024

/** Brings ids of several dictionaries into one, remembering each id's translation. */
export class TextUnion {
  /** The common dictionary; replaced when an input dictionary is. */
  dictionary = new Dictionary(16)
  #sources: readonly Entries[] = []
  #translations: Int32Array[] = []

  /** Called before each block with the input dictionaries. */
  begin(...sources: Entries[]): void {
    const same = sources.length === this.#sources.length && sources.every((s, i) => s === this.#sources[i])
    if (same && this.dictionary.byteSize < MAX_BYTES) return
    this.#sources = sources
    this.dictionary = new Dictionary(16)
    this.#translations = sources.map(() => new Int32Array(0))
  }

  /** The common id (0 or more) of entry `id` of input dictionary `source`. */
  id(source: number, id: number): number {
    const known = this.#translations[source]
    // Translations are stored one above their value, so that 0 is unknown.
    return id < known.length && known[id] > 0 ? known[id] - 1 : this.#translate(source, id)
  }

  #translate(source: number, id: number): number {
    const entries = this.#sources[source]
    if (id >= this.#translations[source].length) {
      const larger = new Int32Array(Math.max(entries.size, id + 1, this.#translations[source].length * 2))
      larger.set(this.#translations[source])
      this.#translations[source] = larger
    }
    const common = this.dictionary.intern(entries.bytes, entries.offsets[id], entries.offsets[id + 1])
    this.#translations[source][id] = common + 1
    return common
  }
}
