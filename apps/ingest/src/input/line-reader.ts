import { skipByteOrderMark } from '@millrace/log-parser'
import type { OversizeLines } from '../quarantine/oversize-lines.ts'
import type { ByteReader } from './byte-reader.ts'
import { type CutPart, LineCutter } from './line-cutter.ts'
import type { Origin, SourceLines } from './source-lines.ts'

const NO_LINES = { starts: new Int32Array(0), ends: new Int32Array(0), count: 0 }

/** Bytes of one origin as lines; lines that are too long go to the quarantine on the way. */
export class LineReader {
  readonly #origin: Origin
  readonly #reader: Pick<ByteReader, 'read'>
  readonly #oversize: OversizeLines
  readonly #cutter: LineCutter
  #parts: CutPart[] = []
  /** True until the first lines of the content were delivered. */
  #atStart: boolean

  constructor(origin: Origin, reader: Pick<ByteReader, 'read'>, oversize: OversizeLines) {
    this.#origin = origin
    this.#reader = reader
    this.#oversize = oversize
    this.#cutter = new LineCutter(oversize.maxLineBytes)
    this.#atStart = origin.consumed === null || origin.consumed.position === 0
  }

  /** Bytes of an unfinished line that are held back. */
  get heldBytes(): number {
    return this.#cutter.heldBytes
  }

  /** The next lines that are there; null at the end, where a line without terminator is held back. */
  async next(): Promise<SourceLines | null> {
    for (;;) {
      const part = this.#parts.shift()
      if (part !== undefined) return await this.#deliver(part)
      const chunk = await this.#reader.read()
      if (chunk === null) return null
      this.#cutter.maxLineBytes = this.#oversize.maxLineBytes
      this.#parts = this.#cutter.push(chunk)
    }
  }

  /** There will be nothing more: what was read already, and the last line, where it has no terminator. */
  async *finish(): AsyncGenerator<SourceLines> {
    for (const part of [...this.#parts, ...this.#cutter.finish()]) yield await this.#deliver(part)
    this.#parts = []
  }

  async #deliver(part: CutPart): Promise<SourceLines> {
    const isFirst = this.#atStart
    this.#atStart = false
    if (part.kind === 'lines') {
      if (isFirst) skipByteOrderMark(part.block)
      return { origin: this.#origin, block: part.block, from: part.from, to: part.to, complete: true }
    }
    await this.#oversize.write(this.#origin, part)
    const block = { bytes: part.bytes, ...NO_LINES }
    return { origin: this.#origin, block, from: 0, to: part.bytes.length, complete: part.last }
  }
}
