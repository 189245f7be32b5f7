import { MillraceError } from '@millrace/errors'
import type { Reading } from './reading.ts'
import { findRotatedRest } from './rotated-rest.ts'
import type { SourceLines } from './source-lines.ts'
import { Tail } from './tail.ts'

/** One file of those that are followed: reads what is there, notices truncation and the end of its life. */
export class FollowedFile {
  tail: Tail
  readonly key: string
  readonly #reading: Reading
  readonly #onFirstLines: () => void
  #named = true
  /** When reading came to the end without finding anything new; 0 while there is something. */
  #quietSince = 0
  /** Size at which a compressed file was done with, whole or damaged; -1 before. */
  #doneAt = -1

  constructor(tail: Tail, reading: Reading, onFirstLines: () => void = () => {}) {
    this.tail = tail
    this.key = `${tail.device}:${tail.inode}`
    this.#reading = reading
    this.#onFirstLines = onFirstLines
  }

  /** False once no name that is followed leads to the file. */
  setNamed(named: boolean): void {
    this.#named = named
  }

  /** What is there now, up to about `bytes`; a file that lost its name is read to its end at once. */
  async *turn(bytes: number): AsyncGenerator<SourceLines> {
    const { size } = await this.tail.file.handle.stat()
    if (size === this.#doneAt) return
    const start = this.tail.rawPosition
    try {
      if (this.#doneAt >= 0) await this.tail.rewind()
      this.#doneAt = -1
      if (await this.tail.rewritten(size)) yield* this.#startOver()
      for (let lines = await this.tail.next(); lines !== null; lines = await this.tail.next()) {
        if (this.tail.consumed.position === this.tail.resumedAt) this.#onFirstLines()
        this.#quietSince = 0
        yield lines
        if (this.#named && this.tail.rawPosition - start > bytes) return
      }
    } catch (error) {
      // A compressed file may still be being written: said once for each size, tried again when it has grown.
      if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_INPUT_DAMAGED') throw error
      this.#reading.log.warn(error.message)
      this.#doneAt = size
    }
    if (this.tail.file.compression !== 'none') this.#doneAt = size
    this.#quietSince ||= Date.now()
  }

  /** True when nothing more is to be expected of the file: it lost its name and has been quiet for so many milliseconds. */
  ended(grace: number): boolean {
    return !this.#named && this.#quietSince > 0 && Date.now() - this.#quietSince >= grace
  }

  /** The file was truncated: what was not read of it may be in a copy; otherwise only the line held back is left. */
  async *#startOver(): AsyncGenerator<SourceLines> {
    const { book, oversize, log } = this.#reading
    log.warn(`${this.tail.path} was truncated or written anew; it is read from its start.`)
    this.tail.remember()
    const copy = await findRotatedRest(this.tail.path, book)
    const rest = copy === null ? this.tail : new Tail(copy.file, copy.resumed, book, oversize)
    if (copy !== null) {
      for (let lines = await rest.next(); lines !== null; lines = await rest.next()) yield lines
    }
    yield* rest.finish()
    if (copy !== null) await rest.close()
    this.tail = await this.tail.startedOver()
  }
}
