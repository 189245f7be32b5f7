import { type FileHandle, open } from 'node:fs/promises'
import { MillraceError } from '@millrace/errors'
import { type Compression, compressionOf, MAGIC_BYTES } from '@millrace/files/compression'

/** An open regular file. */
export interface OpenFile {
  readonly path: string
  readonly handle: FileHandle
  /** Decimal text: an inode may exceed what a double holds. */
  readonly device: string
  readonly inode: string
  readonly compression: Compression
  /** Bytes as stored, when it was opened. */
  readonly size: number
}

/** @throws MillraceError MILLRACE_INPUT_MISSING, or MILLRACE_INPUT_DAMAGED for bzip2 and xz, naming the path. */
export async function openFile(path: string): Promise<OpenFile> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'r')
    const status = await handle.stat({ bigint: true })
    if (status.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
    const compression = await sniff(handle, path)
    return {
      path,
      handle,
      device: String(status.dev),
      inode: String(status.ino),
      compression,
      size: Number(status.size),
    }
  } catch (error) {
    await handle?.close()
    throw inputMissing(path, error)
  }
}

async function sniff(handle: FileHandle, path: string): Promise<Compression> {
  const start = Buffer.alloc(MAGIC_BYTES)
  const { bytesRead } = await handle.read(start, 0, MAGIC_BYTES, 0)
  return compressionOf(start.subarray(0, bytesRead), path)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a directory',
  EMFILE: 'could not be opened: too many files are open (see ulimit -n)',
}

/** One sentence for an input that cannot be opened or read. */
export function inputMissing(path: string, error: unknown): MillraceError {
  if (error instanceof MillraceError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = REASONS[code] ?? `cannot be read (${error instanceof Error ? error.message : String(error)})`
  return new MillraceError('MILLRACE_INPUT_MISSING', `Input ${path} ${reason}.`, { cause: error })
}
