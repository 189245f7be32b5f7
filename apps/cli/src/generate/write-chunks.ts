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
  const plain = isPlain(path)
  const part = plain ? `${path}.part` : path
  const stream = createWriteStream(part)
  try {
    await writeChunks(chunks, stream)
    stream.end()
    await finished(stream)
    if (plain) renameSync(part, path)
  } catch (error) {
    stream.destroy()
    if (plain) remove(part)
    throw fileError(error, path)
  }
}

function isPlain(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
  } catch (error) {
    throw fileError(error, path)
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Where it could not be made, there may be nothing to remove it from; the first error is the one to tell.
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
}

function fileError(error: unknown, path: string): MillraceError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new MillraceError('MILLRACE_DISK_FULL', `There is no space left to write ${path}.`, { cause: error })
  }
  const known = typeof code === 'string' ? REASONS[code] : undefined
  const reason = known ?? (error instanceof Error ? error.message : String(error))
  return new MillraceError('MILLRACE_FILE_SYSTEM', `${path} cannot be written: ${reason}.`, { cause: error })
}
