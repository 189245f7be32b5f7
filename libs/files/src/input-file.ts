import { open, stat } from 'node:fs/promises'
import { MillraceError } from '@millrace/errors'
import { compressionOf, MAGIC_BYTES } from './compression.ts'
import type { FileIdentity } from './file-splits.ts'
import { inputError } from './input-error.ts'

/** What an input is, as far as reading it goes. */
export interface InputFile {
  readonly path: string
  /** A plain file of known size can be read in splits, by several readers at once; anything else is a stream. */
  readonly splittable: (FileIdentity & { readonly size: number }) | undefined
  /** Bytes of content: exact for a plain file, a guess for a compressed one, infinite where nothing is known. */
  readonly size: number
}

/** Compressed logs are about a tenth of their content. */
const COMPRESSION_RATIO = 10

/**
 * Looks at an input; `-` is stdin.
 *
 * @throws MILLRACE_INPUT_MISSING: no such file, not readable, or a directory. MILLRACE_INPUT_DAMAGED: bzip2 or xz.
 */
export async function inputFile(path: string): Promise<InputFile> {
  const stream = { path, splittable: undefined, size: Number.POSITIVE_INFINITY }
  if (path === '-') return stream
  try {
    const status = await stat(path, { bigint: true })
    if (status.isDirectory())
      throw new MillraceError('MILLRACE_INPUT_MISSING', `The input ${path} is a directory; expected a log file.`)
    const size = Number(status.size)
    // Pipes, and the files of /proc, which say that they are empty.
    if (!status.isFile() || size === 0) return stream
    if ((await compressionOfFile(path)) !== 'none') return { ...stream, size: size * COMPRESSION_RATIO }
    return { path, splittable: { device: String(status.dev), inode: String(status.ino), size }, size }
  } catch (error) {
    throw inputError(path, error)
  }
}

async function compressionOfFile(path: string): Promise<ReturnType<typeof compressionOf>> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(MAGIC_BYTES), 0, MAGIC_BYTES, 0)
    return compressionOf(buffer.subarray(0, bytesRead), path)
  } finally {
    await file.close()
  }
}
