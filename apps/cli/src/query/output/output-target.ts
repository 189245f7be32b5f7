import { createWriteStream, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { MillraceError } from '@millrace/errors'
import { neverLeft } from '../left-behind.ts'

/** Where a result goes. A target that is dropped leaves nothing behind. */
export interface OutputTarget {
  write(data: string | Uint8Array): Promise<void>
  /** Whether what was written can no longer be taken back. */
  readonly isSeen: boolean
  /** The result is complete. */
  finish(): Promise<void>
  drop(): Promise<void>
}

/** Standard output, as it comes. */
export function standardOutput(): OutputTarget {
  let isSeen = false
  return {
    get isSeen() {
      return isSeen
    },
    async write(data) {
      isSeen = true
      if (!process.stdout.write(data)) await new Promise(resolve => process.stdout.once('drain', resolve))
    },
    finish: async () => {},
    drop: async () => {},
  }
}

/** A file that appears when it is complete. */
export function fileOutput(path: string): OutputTarget {
  const part = `${path}.${process.pid}.inprogress`
  const isGone = neverLeft(part)
  let stream: WriteStream | undefined
  let failure: unknown
  const open = (): WriteStream => {
    if (stream === undefined) {
      stream = createWriteStream(part)
      stream.on('error', error => {
        failure ??= error
      })
    }
    return stream
  }
  return {
    isSeen: false,
    async write(data) {
      const to = open()
      await new Promise<void>(resolve => to.write(data, () => resolve()))
      if (failure !== undefined) throw unwritable(path, failure)
    },
    async finish() {
      const to = open()
      await new Promise<void>(resolve => to.end(() => resolve()))
      if (failure !== undefined) throw unwritable(path, failure)
      try {
        await rename(part, path)
        isGone()
      } catch (error) {
        throw unwritable(path, error)
      }
    },
    async drop() {
      stream?.destroy()
      await rm(part, { force: true })
      isGone()
    },
  }
}

function unwritable(path: string, cause: unknown): MillraceError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOSPC')
    return new MillraceError('MILLRACE_DISK_FULL', `Could not write ${path}: the disk is full.`, { cause })
  const reason = code === 'ENOENT' ? 'its directory does not exist' : code === 'EISDIR' ? 'it is a directory' : message
  return new MillraceError('MILLRACE_FILE_SYSTEM', `Could not write ${path}: ${reason}.`, { cause })
}
