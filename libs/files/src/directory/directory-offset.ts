import { createHash } from 'node:crypto'
import type { Offset } from '@millrace/engine'

/**
 * How far a directory has been taken in. It names the files of its own batch, so that the batch can be read again, and
 * remembers those before it by digests: only of files that still lie there and are not too old, so it does not grow for ever.
 */
export type DirectoryOffset = {
  /** Files taken so far. */
  readonly files: number
  /** The files of the batch that ends here, in order: path below the directory, bytes. */
  readonly taken: readonly (readonly [path: string, length: number])[]
  /** Files last changed before this time (milliseconds since 1970) are not taken any more. */
  readonly since: number
  /** Eight characters for each file that has been taken, and would be again if it were forgotten. */
  readonly seen: string
}

export const NOTHING_TAKEN: DirectoryOffset = { files: 0, taken: [], since: 0, seen: '' }

const DIGEST_BYTES = 6
/** Characters of a digest in base64. */
const DIGEST_TEXT = 8

/** 48 bits of SHA-256: among ten thousand files one in 30 billion is taken for another. */
export const pathDigest = (path: string): string =>
  createHash('sha256').update(path).digest().subarray(0, DIGEST_BYTES).toString('base64')

export function seenDigests({ seen }: DirectoryOffset): Set<string> {
  const digests = new Set<string>()
  for (let at = 0; at < seen.length; at += DIGEST_TEXT) digests.add(seen.slice(at, at + DIGEST_TEXT))
  return digests
}

export const directoryOffset = (offset: Offset): DirectoryOffset => offset as unknown as DirectoryOffset
