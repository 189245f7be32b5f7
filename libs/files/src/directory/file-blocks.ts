import type { FileSystem, RawBlock } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { compressionOf, decompress, MAGIC_BYTES } from '../compression.ts'
import type { FileBlock } from '../rows/row-format.ts'
import type { FilePiece } from './file-pieces.ts'

const LF = 10
/** Bytes that are read at a time, and about the size of a block. */
const READ_BYTES = 4 * 1024 * 1024
/** A longer line is none of a text file. */
const MAX_LINE_BYTES = 256 * 1024 * 1024

/**
 * The blocks of a piece of a file: whole lines, those that begin in the piece, or else the whole file.
 * @throws MILLRACE_FILE_MISSING: it is gone. MILLRACE_INPUT_DAMAGED: it is shorter than when it was taken, or compressed and damaged.
 */
export async function* fileBlocks(fs: FileSystem, piece: FilePiece, lines: boolean): AsyncGenerator<RawBlock> {
  const { path, partition, length, to } = piece
  const file = fs.display(path)
  const block = (bytes: Uint8Array, position: number): RawBlock => {
    const meta: FileBlock = { file, position, partition }
    return { bytes: owned(bytes), meta }
  }
  const status = await fs.status(path)
  if (status === null) throw new MillraceError('MILLRACE_FILE_MISSING', `${file} was to be read and is gone.`)
  if (status.length < length)
    throw new MillraceError(
      'MILLRACE_INPUT_DAMAGED',
      `${file} has ${status.length} bytes and had ${length} when it was taken.`,
    )
  if (!lines) {
    yield block(await fs.read(path, { offset: 0, length }), 0)
    return
  }
  if (piece.from === 0 && to === length) {
    const compression = compressionOf(await fs.read(path, { offset: 0, length: MAGIC_BYTES }), file)
    if (compression !== 'none') {
      let position = 0
      for await (const bytes of wholeLines(decompressed(fs, piece, compression), file)) {
        const { length: size } = bytes
        yield block(bytes, position)
        position += size
      }
      return
    }
  }
  let position = piece.from
  const skipped = piece.from > 0
  let first = skipped
  for await (const bytes of wholeLines(reads(fs, path, skipped ? piece.from - 1 : 0, to, length), file)) {
    // The line that the byte before belongs to is the piece's before.
    const start = first ? bytes.indexOf(LF) + 1 : 0
    if (first) position = piece.from - 1
    const found = first && start === 0 ? bytes.length : start
    first = false
    const size = bytes.length
    if (found < size) yield block(bytes.subarray(found), position + found)
    position += size
  }
}

/** Bytes from `from` on: up to `to`, and then to the end of the line that goes on there. */
async function* reads(
  fs: FileSystem,
  path: string,
  from: number,
  to: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  let last = LF
  for (let at = from; at < to; ) {
    const bytes = await fs.read(path, { offset: at, length: Math.min(READ_BYTES, to - at) })
    if (bytes.length === 0) return
    yield bytes
    last = bytes[bytes.length - 1]
    at += bytes.length
  }
  for (let at = to, size = 64 * 1024; last !== LF && at < length; size = Math.min(READ_BYTES, size * 2)) {
    const bytes = await fs.read(path, { offset: at, length: Math.min(size, length - at) })
    if (bytes.length === 0) return
    const lf = bytes.indexOf(LF)
    yield lf < 0 ? bytes : bytes.subarray(0, lf + 1)
    if (lf >= 0) return
    at += bytes.length
  }
}

async function* decompressed(
  fs: FileSystem,
  { path, length }: FilePiece,
  compression: 'gzip' | 'zstd',
): AsyncGenerator<Uint8Array> {
  try {
    yield* decompress(reads(fs, path, 0, length, length), compression)
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause
    const reason = (cause as Error).message
    throw new MillraceError('MILLRACE_INPUT_DAMAGED', `${fs.display(path)} is damaged ${compression}: ${reason}.`, {
      cause,
    })
  }
}

/** Brings chunks together to blocks that end with a line, the last one as it ends. */
async function* wholeLines(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    const end = size + chunk.length < READ_BYTES / 2 ? 0 : chunk.lastIndexOf(LF) + 1
    if (end === 0) {
      size += chunk.length
      if (size > MAX_LINE_BYTES)
        throw new MillraceError('MILLRACE_INPUT_DAMAGED', `${file} has a line of more than ${MAX_LINE_BYTES} bytes.`)
      // Whoever made the chunk may use its memory again.
      waiting.push(chunk.slice())
      continue
    }
    yield Buffer.concat([...waiting, chunk.subarray(0, end)])
    waiting = end === chunk.length ? [] : [chunk.slice(end)]
    size = chunk.length - end
  }
  if (size > 0) yield Buffer.concat(waiting)
}

/** Bytes in memory of their own, which can be transferred. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : Uint8Array.from(bytes)
