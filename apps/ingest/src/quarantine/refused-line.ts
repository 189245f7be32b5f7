import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { byteReader } from '../input/byte-reader.ts'
import { findInode } from '../input/find-inode.ts'
import { openFile } from '../input/open-file.ts'

/** What is kept beside a refused line, as JSON. */
export interface RefusedLine {
  /** Path that the line was read under, or `standard input`. */
  readonly source: string
  /** Device and inode of that file, decimal text; null for a stream. */
  readonly device: string | null
  readonly inode: string | null
  /** Where the line begins, bytes of the decompressed source; null for a stream. */
  readonly position: number | null
  /** Bytes without the line feed. */
  readonly length: number
  /** Of the line without its line feed, in hexadecimal. */
  readonly sha256: string
  readonly reason: string
}

/** What was kept in `path`; null when there is nothing that can be read. */
export async function readRefusedLine(path: string): Promise<RefusedLine | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RefusedLine
  } catch {
    return null
  }
}

/** True while the file that the line was read from exists, under its path or beside it, and holds the line where it was. */
export async function isStillThere(line: RefusedLine): Promise<boolean> {
  const { source, device, inode, position, length, sha256 } = line
  if (position === null || device === null || inode === null) return false
  const path = await findInode({ path: source, device, inode })
  const file = path === null ? null : await openFile(path).catch(() => null)
  if (file === null) return false
  const reader = byteReader(file)
  try {
    if ((await reader.seek(position)) === null) return false
    const digest = createHash('sha256')
    let left = length
    while (left > 0) {
      const bytes = await reader.read()
      if (bytes === null) return false
      digest.update(bytes.subarray(0, left))
      left -= Math.min(left, bytes.length)
    }
    return digest.digest('hex') === sha256
  } catch {
    return false
  } finally {
    await reader.close()
    await file.handle.close()
  }
}
