import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { MillraceError } from '@millrace/errors'
import { inputError } from './input-error.ts'

const LF = 10
/** Small enough that a split is parsed while it is still in the processor's cache. */
const SPLIT_BYTES = 512 * 1024
/** Read at a time where a split's last line goes on behind it. */
const TAIL_BYTES = 64 * 1024
/** A longer line is no line of a log. */
const MAX_LINE_BYTES = 256 * 1024 * 1024

/** What tells a file from another one that took its name. */
export type FileIdentity = { readonly device: string; readonly inode: string }

/** A range of a plain file. It stands for the lines whose first byte lies in it, as Hadoop's input splits do. */
export type FileSplit = FileIdentity & { readonly file: string; readonly from: number; readonly to: number }

/** Cuts the first `size` bytes of a file. */
export function* fileSplits(file: string, identity: FileIdentity, size: number): Generator<FileSplit> {
  for (let from = 0; from < size; from += SPLIT_BYTES)
    yield { file, ...identity, from, to: Math.min(size, from + SPLIT_BYTES) }
}

/** Lines read from a split; `bytes` is valid until the next read. */
export interface SplitLines {
  readonly bytes: Uint8Array
  /** Position of the first byte in the file. */
  readonly position: number
}

/** Reads splits, one at a time, into one buffer. */
export class SplitReader {
  #buffer = new Uint8Array(SPLIT_BYTES + 1 + TAIL_BYTES)

  /**
   * The whole lines that begin in the split; undefined when none does.
   *
   * @throws MILLRACE_INPUT_MISSING: the file went away. MILLRACE_INPUT_DAMAGED: another file took its place, or a line is
   * longer than 256 MiB.
   */
  read(split: FileSplit): SplitLines | undefined {
    const fd = open(split)
    try {
      return this.#lines(fd, split)
    } catch (error) {
      throw inputError(split.file, error)
    } finally {
      closeSync(fd)
    }
  }

  #lines(fd: number, { file, from, to }: FileSplit): SplitLines | undefined {
    // The byte before tells whether a line begins at `from`.
    const origin = Math.max(0, from - 1)
    let filled = this.#fill(fd, 0, to - origin, origin)
    const start = from === 0 ? 0 : this.#buffer.subarray(0, filled).indexOf(LF) + 1
    if ((start === 0 && from > 0) || start >= filled) return undefined
    let end = filled
    while (this.#buffer[end - 1] !== LF) {
      if (filled - start > MAX_LINE_BYTES)
        throw new MillraceError(
          'MILLRACE_INPUT_DAMAGED',
          `${file} has a line of more than ${MAX_LINE_BYTES} bytes at position ${from}: it is no text log.`,
        )
      // The more there is already, the more at a time: a line of many MB takes few reads.
      const more = this.#fill(fd, filled, Math.max(TAIL_BYTES, filled), origin + filled)
      const lf = this.#buffer.subarray(filled, filled + more).indexOf(LF)
      end = lf < 0 ? filled + more : filled + lf + 1
      filled += more
      if (lf >= 0 || more === 0) break
    }
    return { bytes: this.#buffer.subarray(start, end), position: origin + start }
  }

  /** Reads up to `length` bytes of the file at `position` to the buffer's `at`; fewer only at the end of the file. */
  #fill(fd: number, at: number, length: number, position: number): number {
    if (at + length > this.#buffer.length) {
      const larger = new Uint8Array(at + length)
      larger.set(this.#buffer.subarray(0, at))
      this.#buffer = larger
    }
    let filled = 0
    while (filled < length) {
      const read = readSync(fd, this.#buffer, at + filled, length - filled, position + filled)
      if (read === 0) break
      filled += read
    }
    return filled
  }
}

function open({ file, device, inode }: FileSplit): number {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch (error) {
    throw inputError(file, error)
  }
  const status = fstatSync(fd, { bigint: true })
  if (String(status.dev) === device && String(status.ino) === inode) return fd
  closeSync(fd)
  throw new MillraceError('MILLRACE_INPUT_DAMAGED', `The input ${file} was replaced while it was read: run it again.`)
}
