import { type FileHandle, open } from 'node:fs/promises'
import { type Compression, compressionOf, MAGIC_BYTES } from '@millrace/files/compression'
import { inputError } from '@millrace/files/input-error'

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
    throw inputError(path, error)
  }
}

async function sniff(handle: FileHandle, path: string): Promise<Compression> {
  const start = Buffer.alloc(MAGIC_BYTES)
  const { bytesRead } = await handle.read(start, 0, MAGIC_BYTES, 0)
  return compressionOf(start.subarray(0, bytesRead), path)
}
