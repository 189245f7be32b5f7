import type { OversizeLines } from '../quarantine/oversize-lines.ts'
import { type ByteReader, byteReader } from './byte-reader.ts'
import { Consumed, fingerprint } from './consumed.ts'
import { newSourceId, positionOf } from './file-position.ts'
import { LineReader } from './line-reader.ts'
import type { OpenFile } from './open-file.ts'
import type { PositionBook, Resumed } from './position-book.ts'
import type { Origin, SourceLines } from './source-lines.ts'

/** One open file being read line by line, with its place and identity. */
export class Tail implements Origin {
  readonly file: OpenFile
  readonly device: string
  readonly inode: string
  /** Changes when the file is renamed. */
  path: string
  readonly consumed: Consumed
  /** Where reading began: above 0 where an earlier run stopped. */
  readonly resumedAt: number
  readonly #book: PositionBook
  readonly #oversize: OversizeLines
  #reader: ByteReader
  #lines: LineReader
  #id: string | null

  constructor(file: OpenFile, resumed: Resumed, book: PositionBook, oversize: OversizeLines) {
    this.file = file
    this.path = file.path
    this.device = file.device
    this.inode = file.inode
    this.#book = book
    this.#oversize = oversize
    this.#id = resumed.id
    this.consumed = resumed.consumed ?? new Consumed()
    this.resumedAt = this.consumed.position
    this.#reader = resumed.reader
    this.#lines = new LineReader(this, this.#reader, oversize)
  }

  /** Bytes of the file, as stored, read so far. */
  get rawPosition(): number {
    return this.#reader.rawPosition
  }

  get heldBytes(): number {
    return this.#lines.heldBytes
  }

  /** Fixed by the first call, which comes with the first position to store. */
  sourceId(): string {
    this.#id ??= newSourceId(this, this.consumed.content())
    return this.#id
  }

  next(): Promise<SourceLines | null> {
    return this.#lines.next()
  }

  finish(): AsyncGenerator<SourceLines> {
    return this.#lines.finish()
  }

  /**
   * At the end of a plain file of now `size` bytes: true when what was read is no longer what the file holds, because it was
   * truncated and perhaps written anew.
   */
  async rewritten(size: number): Promise<boolean> {
    if (this.file.compression !== 'none') return false
    if (size < this.rawPosition) return true
    if (size === this.rawPosition) return false
    const now = await byteReader(this.file).seek(this.consumed.position)
    return now === null || fingerprint(now.tail()) !== fingerprint(this.consumed.tail())
  }

  /** Tells the book what was taken, so that the file is known wherever it turns up again. */
  remember(): void {
    const position = this.consumed.position === 0 ? null : positionOf(this, Date.now())
    if (position !== null) this.#book.set(...position)
    this.#book.release(this.#id)
  }

  /** Reads on behind what was taken, after the file has changed there. */
  async rewind(): Promise<void> {
    await this.#reader.close()
    this.#reader = byteReader(this.file)
    await this.#reader.seek(this.consumed.position)
    this.#lines = new LineReader(this, this.#reader, this.#oversize)
  }

  /** The same file from its start, as another source: its content is new. */
  async startedOver(): Promise<Tail> {
    await this.#reader.close()
    const fresh = { id: null, consumed: null, reader: byteReader(this.file) }
    return new Tail({ ...this.file, path: this.path }, fresh, this.#book, this.#oversize)
  }

  /** Lets go of the file; its place stays known to the book. */
  async close(): Promise<void> {
    this.remember()
    await this.#reader.close()
    await this.file.handle.close()
  }
}
