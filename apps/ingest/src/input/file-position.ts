import type { SourcePosition } from '@millrace/engine'
import type { ContentPosition } from './consumed.ts'
import type { Origin } from './source-lines.ts'

/**
 * What is stored for a file beside its lines, in the same transaction, under the file's source id.
 *
 * The identity of a file is what was consumed of it: its device and inode, and fingerprints of the first and of the last (at
 * most) 1024 consumed bytes, after decompression. A file is the one that was read before when
 *   1. it has the same device and inode, at least `position` bytes, and both fingerprints fit: it may have been renamed, and it
 *      may have grown; or
 *   2. it has another inode, the same content up to `position`, and the file with the known inode is gone or holds something
 *      else now: it was copied and truncated, compressed, or moved to another disk.
 * The same inode with other content is another file (truncated, or an inode used again), and so is a second file with equal
 * content as long as the first one is there. The path is for messages, and tells where to look for the rest of a log that was
 * rotated in the meantime.
 */
export interface FilePosition extends SourcePosition, ContentPosition {
  readonly path: string
  readonly device: string
  readonly inode: string
  /** When it was stored, milliseconds since 1970: of several files that had one path, the latest is known by it. */
  readonly time: number
  readonly position: number
  readonly head: string
  readonly tail: string
}

/** A position as it comes back from the target; null for another program's. */
export function asFilePosition(value: SourcePosition): FilePosition | null {
  const { path, device, inode, time, position, head, tail } = value
  const texts = [path, device, inode, head, tail].every(text => typeof text === 'string')
  return texts && typeof position === 'number' && typeof time === 'number' ? (value as FilePosition) : null
}

/** The id of a file on the day it is first stored: it stays with the file, whatever becomes of its name and inode. */
export const newSourceId = (file: { device: string; inode: string }, content: ContentPosition): string =>
  `file:${file.device}:${file.inode}:${content.head}`

/** What to store for an origin: its place at the end of its last complete line. Null for a stream. */
export function positionOf(origin: Origin, time: number): [string, FilePosition] | null {
  const id = origin.sourceId()
  if (id === null || origin.consumed === null) return null
  const { path, device, inode } = origin
  return [id, { path, device, inode, time, ...origin.consumed.content() }]
}
