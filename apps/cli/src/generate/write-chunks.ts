import { once } from 'node:events'
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { MillraceError } from '@millrace/errors'

/** Writes chunk after chunk, no faster than the stream takes them. */
export async function writeChunks(chunks: Iterable<Uint8Array>, stream: NodeJS.WritableStream): Promise<void> {
  for (const chunk of chunks) {
    if (!stream.write(chunk)) await once(stream, 'drain')
  }
}

/**
 * Writes a file that appears under its name only when it is whole; until then it is `<path>.part`. What exists and is no plain
 * file (a pipe, a device) is written to directly.
 */
export async function writeFile(chunks: Iterable<Uint8Array>, path: string): Promise<void> {
  const plain = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
  const part = plain ? `${path}.part` : path
  const stream = createWriteStream(part)
  try {
    await writeChunks(chunks, stream)
    stream.end()
    await finished(stream)
    if (plain) renameSync(part, path)
  } catch (error) {
    stream.destroy()
    if (plain) rmSync(part, { force: true })
    throw fileError(error, path)
  }
}

function fileError(error: unknown, path: string): MillraceError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new MillraceError('MILLRACE_DISK_FULL', `There is no space left to write ${path}.`, { cause: error })
  }
  const reason =
    code === 'ENOENT' ? 'its folder does not exist' : error instanceof Error ? error.message : String(error)
  return new MillraceError('MILLRACE_FILE_SYSTEM', `${path} cannot be written: ${reason}.`, { cause: error })
}
