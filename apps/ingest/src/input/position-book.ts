import type { SourcePosition } from '@millrace/engine'
import { type ByteReader, byteReader } from './byte-reader.ts'
import { type Consumed, FINGERPRINT_BYTES, fingerprint } from './consumed.ts'
import { asFilePosition, type FilePosition } from './file-position.ts'
import { findInode } from './find-inode.ts'
import { firstBytes } from './first-bytes.ts'
import { type OpenFile, openFile } from './open-file.ts'

/** Where a file continues: a reader at that place. */
export interface Resumed {
  readonly id: string | null
  readonly consumed: Consumed | null
  readonly reader: ByteReader
}

/** The stored positions of files, and which open file each belongs to (see FilePosition for what makes a file the same). */
export class PositionBook {
  readonly #entries = new Map<string, FilePosition>()
  readonly #claimed = new Set<string>()

  constructor(positions: ReadonlyMap<string, SourcePosition> = new Map()) {
    for (const [id, value] of positions) {
      const position = asFilePosition(value)
      if (position !== null) this.#entries.set(id, position)
    }
  }

  set(id: string, position: FilePosition): void {
    this.#entries.set(id, position)
  }

  /** The file is no longer read: its position may be found again. */
  release(id: string | null): void {
    if (id !== null) this.#claimed.delete(id)
  }

  /** What was last read under this path; undefined when nothing was. */
  latest(path: string): { readonly id: string; readonly position: FilePosition } | undefined {
    let found: { id: string; position: FilePosition } | undefined
    for (const [id, position] of this.#entries) {
      if (position.path !== path || this.#claimed.has(id)) continue
      if (found === undefined || position.time > found.position.time) found = { id, position }
    }
    return found
  }

  /** Finds the place to which this file was read before. `only` limits the search to one stored position. */
  async resume(file: OpenFile, only?: string): Promise<Resumed> {
    for (const [id, entry] of await this.#candidates(file, only)) {
      const reader = byteReader(file)
      const consumed = await reader.seek(entry.position).catch(error => {
        if (isSameFile(file, entry)) throw error
        return null
      })
      if (consumed !== null && holds(consumed, entry)) {
        if (isSameFile(file, entry) || !(await stillThere(entry))) {
          this.#claimed.add(id)
          return { id, consumed, reader }
        }
      }
      await reader.close()
    }
    return { id: null, consumed: null, reader: byteReader(file) }
  }

  /** Stored positions that may be this file's: of the same inode first, then of the same first bytes, the longest first. */
  async #candidates(file: OpenFile, only: string | undefined): Promise<[string, FilePosition][]> {
    const entries = [...this.#entries].filter(([id]) => !this.#claimed.has(id) && (only === undefined || id === only))
    if (entries.length === 0) return []
    const start = await firstBytes(file)
    const heads = new Map<number, string>()
    const fits = ([, entry]: [string, FilePosition]): boolean => {
      const length = Math.min(entry.position, FINGERPRINT_BYTES)
      if (start.length < length) return false
      const head = heads.get(length) ?? fingerprint(start.subarray(0, length))
      heads.set(length, head)
      return head === entry.head
    }
    const rank = (entry: FilePosition): number => (isSameFile(file, entry) ? 0 : 1)
    return entries.filter(fits).sort(([, a], [, b]) => rank(a) - rank(b) || b.position - a.position)
  }
}

export const isSameFile = (
  a: { readonly device: string; readonly inode: string },
  b: { readonly device: string; readonly inode: string },
): boolean => a.device === b.device && a.inode === b.inode

/** True when the file that a position was stored for still exists with that content, under its path or beside it. */
async function stillThere(entry: FilePosition): Promise<boolean> {
  const path = await findInode(entry)
  const file = path === null ? null : await openFile(path).catch(() => null)
  if (file === null) return false
  const reader = byteReader(file)
  try {
    const consumed = await reader.seek(entry.position)
    return consumed !== null && holds(consumed, entry)
  } catch {
    return false
  } finally {
    await reader.close()
    await file.handle.close()
  }
}

const holds = (consumed: Consumed, entry: FilePosition): boolean =>
  fingerprint(consumed.tail()) === entry.tail && fingerprint(consumed.head()) === entry.head
