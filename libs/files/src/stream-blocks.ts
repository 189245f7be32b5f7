import { createReadStream } from 'node:fs'
import { MillraceError } from '@millrace/errors'
import { compressionOf, decompress, MAGIC_BYTES } from './compression.ts'
import { inputError } from './input-error.ts'

const LF = 10
/** Content of a block, before what follows its last line end moves to the next. */
const BLOCK_BYTES = 1024 * 1024
const READ_BYTES = 256 * 1024
/** A longer line is no line of a log. */
const MAX_LINE_BYTES = 256 * 1024 * 1024

/** Whole lines: `bytes` ends with a line end, except at the end of the content. */
export interface StreamBlock {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Position of the first byte in the decompressed content. */
  readonly position: number
}

/**
 * The decompressed content of a file, or of stdin for `-`, in blocks of whole lines, which own their
 * ArrayBuffer. gzip and zstd are known by content.
 *
 * @throws MILLRACE_INPUT_MISSING: not readable. MILLRACE_INPUT_DAMAGED: compressed and cut short or damaged, with bzip2 or
 * xz, or a line is longer than 256 MiB; what came before was yielded.
 */
export async function* streamBlocks(path: string): AsyncGenerator<StreamBlock> {
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: READ_BYTES })
  try {
    yield* wholeLines(content(stream, path), path)
  } finally {
    stream.destroy()
  }
}

async function* content(stream: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const chunks = readable(stream, path)
  const first = await firstBytes(chunks)
  if (first === undefined) return
  const compression = compressionOf(first, path)
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
      (cause as Error).message === 'unexpected end of file'
        ? 'is cut short'
        : `is damaged (${(cause as Error).message})`
    throw new MillraceError('MILLRACE_INPUT_DAMAGED', `The ${compression} input ${path} ${reason}.`, { cause })
  }
}

async function* readable(stream: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
  } catch (error) {
    throw inputError(path, error)
  }
}

/** Enough bytes to know the compression, or fewer at the end of the stream; undefined when it is empty. */
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

async function* wholeLines(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<StreamBlock> {
  let block = allocate(BLOCK_BYTES + READ_BYTES)
  let filled = 0
  /** Up to here there is no line end: a long line is searched once. */
  let searched = 0
  let position = 0
  for await (const chunk of chunks) {
    block = withRoom(block, filled, chunk.length, path)
    block.set(chunk, filled)
    filled += chunk.length
    if (filled < BLOCK_BYTES) continue
    const end = searched + block.subarray(searched, filled).lastIndexOf(LF) + 1
    if (end === searched) {
      searched = filled
      continue
    }
    const next = allocate(Math.max(BLOCK_BYTES, filled - end) + READ_BYTES)
    next.set(block.subarray(end, filled))
    yield { bytes: block.subarray(0, end), position }
    position += end
    filled -= end
    searched = 0
    block = next
  }
  if (filled > 0) yield { bytes: block.subarray(0, filled), position }
}

/** Memory of its own, so that it can be transferred, and not cleared, as it is written before it is read. */
const allocate = (length: number): Uint8Array<ArrayBuffer> => Buffer.allocUnsafeSlow(length)

function withRoom(block: Uint8Array<ArrayBuffer>, filled: number, more: number, path: string): Uint8Array<ArrayBuffer> {
  if (filled + more <= block.length) return block
  if (filled + more > MAX_LINE_BYTES)
    throw new MillraceError(
      'MILLRACE_INPUT_DAMAGED',
      `${path} has a line of more than ${MAX_LINE_BYTES} bytes: it is no text log.`,
    )
  const larger = allocate(Math.max(filled + more, block.length * 2))
  larger.set(block.subarray(0, filled))
  return larger
}
