import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { MillraceError } from '@millrace/errors'
import { compressionOf, decompress, MAGIC_BYTES } from './compression.ts'

const LF = 10
/** Content of a block, before it is extended to the end of its last line. */
const BLOCK_BYTES = 4 * 1024 * 1024
const READ_BYTES = 1024 * 1024
/** A line longer than this cannot be held in one block. */
const MAX_LINE_BYTES = 512 * 1024 * 1024

/** Whole lines of a file: `bytes` ends with a line end, except at the end of the file. */
export interface FileBlock {
  /** Owns its ArrayBuffer. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Position of the first byte in the decompressed content. */
  readonly position: number
}

/**
 * The decompressed content of a file, or of stdin for `-`, in blocks of whole lines. gzip and zstd are known by content.
 *
 * @throws MILLRACE_INPUT_MISSING: no such file, or not readable. MILLRACE_INPUT_DAMAGED: compressed and cut short or damaged;
 * what came before was yielded.
 */
export async function* fileBlocks(path: string): AsyncGenerator<FileBlock> {
  await refuseDirectory(path)
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: READ_BYTES })
  try {
    yield* wholeLines(content(stream, path), path)
  } finally {
    stream.destroy()
  }
}

/** Bytes of a plain file, an estimate of the content of a compressed one, infinite for stdin. */
export async function contentSize(path: string): Promise<number> {
  if (path === '-') return Number.POSITIVE_INFINITY
  const { size } = await stat(path).catch(error => {
    throw missing(path, error)
  })
  return /\.(gz|zst)$/.test(path) ? size * 10 : size
}

async function refuseDirectory(path: string): Promise<void> {
  if (path === '-') return
  const status = await stat(path).catch(error => {
    throw missing(path, error)
  })
  if (status.isDirectory())
    throw new MillraceError('MILLRACE_INPUT_MISSING', `${path} is a directory: expected a log file.`)
}

async function* content(stream: Readable, path: string): AsyncGenerator<Uint8Array> {
  const chunks = readable(stream, path)
  const first = await firstBytes(chunks)
  if (first === undefined) return
  const compression = compressionOf(first)
  const all = prepend(first, chunks)
  if (compression === 'none') {
    yield* all
    return
  }
  try {
    yield* decompress(all, compression)
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause
    const reason =
      (cause as Error).message === 'unexpected end of file' ? 'is cut short' : `is damaged: ${(cause as Error).message}`
    throw new MillraceError('MILLRACE_INPUT_DAMAGED', `The ${compression} file ${path} ${reason}.`, { cause })
  }
}

async function* readable(stream: Readable, path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array
  } catch (error) {
    throw missing(path, error)
  }
}

/** Enough bytes to know the compression, or fewer at the end of the file; undefined when it is empty. */
async function firstBytes(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array | undefined
  while (bytes === undefined || bytes.length < MAGIC_BYTES) {
    const next = await chunks.next()
    if (next.done) break
    bytes = bytes === undefined ? next.value : Buffer.concat([bytes, next.value])
  }
  return bytes
}

async function* prepend(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

async function* wholeLines(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<FileBlock> {
  let block = new Uint8Array(BLOCK_BYTES + READ_BYTES)
  let filled = 0
  let position = 0
  for await (const chunk of chunks) {
    block = withRoom(block, filled, chunk.length, path)
    block.set(chunk, filled)
    filled += chunk.length
    if (filled < BLOCK_BYTES) continue
    const end = block.lastIndexOf(LF, filled - 1) + 1
    if (end === 0) continue
    const next = new Uint8Array(Math.max(BLOCK_BYTES + READ_BYTES, filled - end + READ_BYTES))
    next.set(block.subarray(end, filled))
    yield { bytes: block.subarray(0, end), position }
    position += end
    filled -= end
    block = next
  }
  if (filled > 0) yield { bytes: block.subarray(0, filled), position }
}

function withRoom(block: Uint8Array<ArrayBuffer>, filled: number, more: number, path: string): Uint8Array<ArrayBuffer> {
  if (filled + more <= block.length) return block
  if (filled + more > MAX_LINE_BYTES)
    throw new MillraceError(
      'MILLRACE_INPUT_DAMAGED',
      `${path} has a line of more than ${MAX_LINE_BYTES} bytes: it is no text log.`,
    )
  const larger = new Uint8Array(Math.min(MAX_LINE_BYTES, Math.max(filled + more, block.length * 2)))
  larger.set(block.subarray(0, filled))
  return larger
}

function missing(path: string, cause: unknown): MillraceError {
  const { code } = cause as NodeJS.ErrnoException
  const reason =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'EACCES'
        ? 'may not be read'
        : `cannot be read (${(cause as Error).message})`
  return new MillraceError('MILLRACE_INPUT_MISSING', `The input ${path} ${reason}.`, { cause })
}
