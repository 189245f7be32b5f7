import type { Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { MillraceError } from '@millrace/errors'

export type Compression = 'none' | 'gzip' | 'zstd'

/** Bytes that tell the compression of a file. */
export const MAGIC_BYTES = 6

/**
 * By content, whatever the name: RFC 1952 (gzip: 1f 8b 08), RFC 8878 (zstd: 28 b5 2f fd, or a skippable frame first).
 *
 * @param path for the message; `-` is stdin.
 * @throws MILLRACE_INPUT_DAMAGED: bzip2 or xz, whose bytes would otherwise pass for malformed lines.
 */
export function compressionOf(start: Uint8Array, path: string): Compression {
  if (begins(start, BZIP2) && (begins(start.subarray(4), BZIP2_BLOCK) || begins(start.subarray(4), BZIP2_END)))
    throw unread(path, 'bzip2', 'bzcat')
  if (begins(start, XZ)) throw unread(path, 'xz', 'xzcat')
  if (start[0] === 0x1f && start[1] === 0x8b && start[2] === 8) return 'gzip'
  if (start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd && start[0] === 0x28) return 'zstd'
  if ((start[0] & 0xf0) === 0x50 && start[1] === 0x2a && start[2] === 0x4d && start[3] === 0x18) return 'zstd'
  return 'none'
}

/** `BZh`, one digit, then the magic number of a block or, of nothing compressed, of the end. */
const BZIP2 = [0x42, 0x5a, 0x68]
const BZIP2_BLOCK = [0x31, 0x41]
const BZIP2_END = [0x17, 0x72]
const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]

const begins = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte)

function unread(path: string, compression: string, tool: string): MillraceError {
  const input = path === '-' ? 'standard input' : path
  const sentence = `The content of ${input} is compressed with ${compression}, which is not read; pipe it through ${tool} into -.`
  return new MillraceError('MILLRACE_INPUT_DAMAGED', sentence)
}

/** The zlib streams count the input bytes that they took. */
type Decompressor = Transform & { readonly bytesWritten: number }

const OUTPUT_BYTES = 256 * 1024

// One byte of high-water mark: at most one output waits to be read, and none when an error comes, so that everything before
// the damage is delivered.
const decompressor = (compression: 'gzip' | 'zstd'): Decompressor => {
  const options = { chunkSize: OUTPUT_BYTES, readableHighWaterMark: 1 }
  return compression === 'gzip' ? createGunzip(options) : createZstdDecompress(options)
}

/**
 * Decompresses chunk by chunk, as fast as the output is read: gzip with any number of members, zstd with any number of frames
 * (Node's own zstd stream stops after the first). All output before the damage of a truncated or broken input comes before
 * the error, which is zlib's.
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zstd',
): AsyncGenerator<Uint8Array> {
  let pull = new Pull(decompressor(compression))
  try {
    for await (const chunk of chunks) {
      let rest = chunk
      while (rest.length > 0) {
        const before = pull.consumed
        pull.write(rest)
        yield* pull.outputs()
        if (!pull.leftOver) break
        rest = rest.subarray(pull.consumed - before)
        // What follows the last gzip member is padding.
        if (compression === 'gzip') return
        pull = new Pull(decompressor(compression))
      }
    }
    if (pull.consumed === 0) return
    pull.end()
    yield* pull.outputs()
  } finally {
    pull.destroy()
  }
}

/** Reads from a transform stream what one write gives. */
class Pull {
  readonly #stream: Decompressor
  #written = 0
  #settled = true
  #ended = false
  #error: Error | null = null
  #wake: () => void = () => {}

  constructor(stream: Decompressor) {
    this.#stream = stream
    stream.on('readable', () => this.#wake())
    stream.on('end', () => {
      this.#ended = true
      this.#wake()
    })
    stream.on('error', error => {
      this.#error = error
      this.#wake()
    })
  }

  get consumed(): number {
    return this.#stream.bytesWritten
  }

  /** After the outputs of a write: true when the stream came to its end and left bytes over. */
  get leftOver(): boolean {
    return this.consumed < this.#written
  }

  write(bytes: Uint8Array): void {
    this.#written += bytes.length
    this.#settled = false
    this.#stream.write(bytes, error => {
      this.#error ??= error ?? null
      this.#settled = true
      this.#wake()
    })
  }

  end(): void {
    this.#settled = false
    this.#stream.end()
  }

  async *outputs(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const output: Buffer | null = this.#stream.read()
      if (output !== null) yield output
      else if (this.#error !== null) throw this.#error
      else if (this.#settled || this.#ended) return
      else {
        await new Promise<void>(resolve => {
          this.#wake = resolve
        })
      }
    }
  }

  destroy(): void {
    this.#stream.destroy()
  }
}
