import { type FileHandle, open } from 'node:fs/promises'
import { MillraceError } from '@millrace/errors'
import { inputError } from './input-error.ts'
import type { StreamBlock } from './stream-blocks.ts'

const LF = 10
type Bytes = Uint8Array<ArrayBuffer>

/** Small enough that what was read is parsed while it is still in the processor's cache. */
const READ_BYTES = 512 * 1024
/** Room before what is read, for the beginning of its first line. */
const ROOM_BYTES = 64 * 1024
/** A longer line is no line of a log. */
const MAX_LINE_BYTES = 256 * 1024 * 1024
/** One in use, one handed on already, and one that is read to. */
const BUFFERS = 3

/**
 * A plain file in blocks of whole lines, each read while the one before is in use. Its bytes are overwritten when the one after next is
 * asked for.
 *
 * @throws MILLRACE_INPUT_MISSING: not readable. MILLRACE_INPUT_DAMAGED: a line is longer than 256 MiB.
 */
export async function* readAhead(path: string): AsyncGenerator<StreamBlock> {
  const file = await open(path).catch(refused(path))
  const buffers = Array.from({ length: BUFFERS }, () => new Uint8Array(ROOM_BYTES + READ_BYTES))
  const begun = new BegunLine(path)
  let reading = read(file, path, buffers[0], 0)
  try {
    let position = 0
    for (let i = 0; ; i = (i + 1) % BUFFERS) {
      const bytes = await reading
      if (bytes.length === 0) break
      reading = read(file, path, buffers[(i + 1) % BUFFERS], position + bytes.length)
      const end = bytes.lastIndexOf(LF) + 1
      if (end > 0) yield { bytes: begun.before(buffers[i], end), position: position - begun.length }
      if (end > 0) begun.length = 0
      begun.append(bytes.subarray(end))
      position += bytes.length
    }
    if (begun.length > 0) yield { bytes: begun.bytes, position: position - begun.length }
  } finally {
    reading.catch(() => {})
    await file.close()
  }
}

/** The next bytes of the file, behind the room in the buffer; none at its end. */
async function read(file: FileHandle, path: string, buffer: Bytes, position: number): Promise<Bytes> {
  const { bytesRead } = await file.read(buffer, ROOM_BYTES, READ_BYTES, position).catch(refused(path))
  return buffer.subarray(ROOM_BYTES, ROOM_BYTES + bytesRead)
}

const refused =
  (path: string) =>
  (cause: unknown): never => {
    throw inputError(path, cause)
  }

/** The beginning of a line whose end was not read yet. */
class BegunLine {
  length = 0
  readonly #path: string
  #store = new Uint8Array(1024)

  constructor(path: string) {
    this.#path = path
  }

  get bytes(): Bytes {
    return this.#store.subarray(0, this.length)
  }

  append(bytes: Uint8Array): void {
    const length = this.length + bytes.length
    if (length > MAX_LINE_BYTES)
      throw new MillraceError(
        'MILLRACE_INPUT_DAMAGED',
        `${this.#path} has a line of more than ${MAX_LINE_BYTES} bytes: it is no text log.`,
      )
    if (length > this.#store.length) {
      const larger = new Uint8Array(Math.max(length, this.#store.length * 2))
      larger.set(this.bytes)
      this.#store = larger
    }
    this.#store.set(bytes, this.length)
    this.length = length
  }

  /** These bytes, and after them the first `count` that were read to the buffer: where there is room, in the buffer itself. */
  before(buffer: Bytes, count: number): Bytes {
    const first = ROOM_BYTES - this.length
    if (first < 0) {
      const joined = new Uint8Array(this.length + count)
      joined.set(this.bytes)
      joined.set(buffer.subarray(ROOM_BYTES, ROOM_BYTES + count), this.length)
      return joined
    }
    buffer.set(this.bytes, first)
    return buffer.subarray(first, ROOM_BYTES + count)
  }
}
