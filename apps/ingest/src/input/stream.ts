import { compressionOf, decompress, MAGIC_BYTES } from '@millrace/files/compression'
import type { OversizeLines } from '../quarantine/oversize-lines.ts'
import { damaged } from './byte-reader.ts'
import { LineReader } from './line-reader.ts'
import type { Origin, SourceLines } from './source-lines.ts'

/** Lines of something that can be read only once: standard input or a pipe. Its lines are taken at least once. */
export async function* readStream(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  oversize: OversizeLines,
): AsyncGenerator<SourceLines> {
  const origin: Origin = { path, consumed: null, sourceId: () => null, device: 'stream', inode: path }
  const bytes = decompressed(path, chunks)
  const reader = { read: async () => (await bytes.next()).value ?? null }
  const lines = new LineReader(origin, reader, oversize)
  for (let next = await lines.next(); next !== null; next = await lines.next()) yield next
  yield* lines.finish()
}

async function* decompressed(path: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  const iterator = chunks[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  while (start.length < MAGIC_BYTES) {
    const next = await iterator.next()
    if (next.done) break
    start = Buffer.concat([start, next.value])
  }
  const compression = compressionOf(start, path)
  const all = resumed(start, iterator)
  if (compression === 'none') {
    yield* all
    return
  }
  try {
    yield* decompress(all, compression)
  } catch (error) {
    throw damaged({ path, compression }, error)
  }
}

async function* resumed(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  if (start.length > 0) yield start
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
