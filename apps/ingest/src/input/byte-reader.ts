import type { FileHandle } from 'node:fs/promises'
import { MillraceError } from '@millrace/errors'
import { decompress } from '@millrace/files/compression'
import { inputError } from '@millrace/files/input-error'
import { Consumed, FINGERPRINT_BYTES } from './consumed.ts'
import type { OpenFile } from './open-file.ts'

const CHUNK_BYTES = 512 * 1024
const COMPRESSED_CHUNK_BYTES = { min: 4 * 1024, max: 64 * 1024 }
/** A compressed file is read in at least so many steps: progress is known by them. */
const COMPRESSED_STEPS = 64

/** Reads an input's content, decompressed, from one end to the other. */
export interface ByteReader {
  /** The next bytes, owned by the caller; null where there are none now (a plain file may grow later). */
  read(): Promise<Uint8Array | null>
  /** Goes to a position once, before the first read; null when the content is shorter. */
  seek(position: number): Promise<Consumed | null>
  /** Bytes of the file, as stored, read so far. */
  readonly rawPosition: number
  /** Lets go of what decompression holds; the file stays open. */
  close(): Promise<void>
}

/** The reader for an open file. Errors are MILLRACE_INPUT_DAMAGED or MILLRACE_INPUT_MISSING and name the path. */
export const byteReader = (file: OpenFile): ByteReader =>
  file.compression === 'none' ? new PlainReader(file) : new CompressedReader(file)

class PlainReader implements ByteReader {
  readonly #file: OpenFile
  #position = 0

  constructor(file: OpenFile) {
    this.#file = file
  }

  get rawPosition(): number {
    return this.#position
  }

  async read(): Promise<Uint8Array | null> {
    const bytes = await readAt(this.#file, this.#position, CHUNK_BYTES)
    this.#position += bytes.length
    return bytes.length === 0 ? null : bytes
  }

  async seek(position: number): Promise<Consumed | null> {
    const length = Math.min(position, FINGERPRINT_BYTES)
    const head = await readAt(this.#file, 0, length)
    const tail = await readAt(this.#file, position - length, length)
    if (head.length < length || tail.length < length) return null
    this.#position = position
    return Consumed.resume(position, head, tail)
  }

  async close(): Promise<void> {}
}

class CompressedReader implements ByteReader {
  readonly #file: OpenFile
  readonly #output: AsyncGenerator<Uint8Array>
  #rest: Uint8Array | null = null
  rawPosition = 0

  constructor(file: OpenFile) {
    this.#file = file
    this.#output = decompress(this.#chunks(), file.compression as 'gzip' | 'zstd')
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    const { min, max } = COMPRESSED_CHUNK_BYTES
    const length = Math.max(min, Math.min(max, Math.ceil(this.#file.size / COMPRESSED_STEPS)))
    for (;;) {
      const bytes = await readAt(this.#file, this.rawPosition, length)
      if (bytes.length === 0) return
      this.rawPosition += bytes.length
      yield bytes
    }
  }

  async read(): Promise<Uint8Array | null> {
    const rest = this.#rest
    this.#rest = null
    if (rest !== null) return rest
    try {
      const next = await this.#output.next()
      return next.done ? null : next.value
    } catch (error) {
      throw damaged(this.#file, error)
    }
  }

  async seek(position: number): Promise<Consumed | null> {
    const consumed = new Consumed()
    while (consumed.position < position) {
      const bytes = await this.read()
      if (bytes === null) return null
      const taken = Math.min(bytes.length, position - consumed.position)
      consumed.append(bytes, 0, taken)
      if (taken < bytes.length) this.#rest = bytes.subarray(taken)
    }
    return consumed
  }

  async close(): Promise<void> {
    await this.#output.return(undefined)
  }
}

/** Bytes at a position of a file, fewer at its end. */
async function readAt(
  file: { path: string; handle: FileHandle },
  position: number,
  length: number,
): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length)
  let filled = 0
  try {
    while (filled < length) {
      const { bytesRead } = await file.handle.read(buffer, filled, length - filled, position + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
  } catch (error) {
    throw inputError(file.path, error)
  }
  return filled === length ? buffer : buffer.subarray(0, filled)
}

/** The sentence for a compressed input that ends early or holds what cannot be decompressed. */
export function damaged(file: { path: string; compression: string }, error: unknown): MillraceError {
  if (error instanceof MillraceError) return error
  const message = error instanceof Error ? error.message : String(error)
  const what = message === 'unexpected end of file' ? 'is cut short' : `is damaged (${message})`
  const text = `The ${file.compression} file ${file.path} ${what}; the complete lines before the damage were taken.`
  return new MillraceError('MILLRACE_INPUT_DAMAGED', text, { cause: error })
}
