import type { MalformedLines } from './line-parser.ts'

/** Collects the malformed lines of one block. */
export class MalformedLinesBuilder {
  #count = 0
  #rows = new Int32Array(0)
  #reasons = new Uint8Array(0)

  add(line: number, reason: number): void {
    if (this.#count === this.#rows.length) {
      const rows = new Int32Array(Math.max(16, this.#count * 2))
      const reasons = new Uint8Array(rows.length)
      rows.set(this.#rows)
      reasons.set(this.#reasons)
      this.#rows = rows
      this.#reasons = reasons
    }
    this.#rows[this.#count] = line
    this.#reasons[this.#count++] = reason
  }

  finish(): MalformedLines {
    return {
      count: this.#count,
      rows: this.#rows.subarray(0, this.#count),
      reasons: this.#reasons.subarray(0, this.#count),
    }
  }

  /** Indexes of the lines below `lineCount` that were not added; null when none was. */
  others(lineCount: number): Int32Array | null {
    if (this.#count === 0) return null
    const others = new Int32Array(lineCount - this.#count)
    let next = 0
    let malformed = 0
    for (let line = 0; line < lineCount; line++) {
      if (malformed < this.#count && this.#rows[malformed] === line) malformed++
      else others[next++] = line
    }
    return others
  }
}
