import { createWriteStream, realpathSync, statSync, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { MillraceError } from '@millrace/errors'
import { neverLeft } from './left-behind.ts'

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
export const standardOutput = (): OutputTarget =>
  direct({
    async write(data) {
      if (!process.stdout.write(data)) await new Promise(resolve => process.stdout.once('drain', resolve))
    },
    finish: async () => {},
    drop: async () => {},
  })

/** A file that appears when it is complete. What a link leads to is replaced, not the link; a device or pipe is written to. */
export function fileOutput(path: string): OutputTarget {
  const there = existing(path)
  return there === undefined || there.isFile || there.isDirectory
    ? completeFile(path, there?.path ?? path)
    : device(path)
}

function completeFile(path: string, target: string): OutputTarget {
  const part = `${target}.${process.pid}.inprogress`
  const isGone = neverLeft(part)
  const file = openedFile(path, part, true)
  return {
    isSeen: false,
    write: data => file.write(data),
    async finish() {
      await file.end()
      try {
        await rename(part, target)
        isGone()
      } catch (error) {
        throw unwritable(path, error)
      }
    },
    async drop() {
      file.destroy()
      // What went wrong before is what is to be told.
      await rm(part, { force: true }).catch(() => {})
      isGone()
    },
  }
}

function device(path: string): OutputTarget {
  const file = openedFile(path, path, false)
  return direct({ write: file.write, finish: file.end, drop: async () => file.destroy() })
}

/** A target whose reader sees what is written at once. */
function direct({ write, finish, drop }: Omit<OutputTarget, 'isSeen'>): OutputTarget {
  let isSeen = false
  return {
    get isSeen() {
      return isSeen
    },
    async write(data) {
      isSeen = true
      await write(data)
    },
    finish,
    drop,
  }
}

/** What is written to a file that is opened by the first write; errors name `path`. Flushed ones are on the disk when they have ended. */
function openedFile(path: string, opened: string, flush: boolean) {
  let stream: WriteStream | undefined
  let failure: unknown
  const open = (): WriteStream => {
    if (stream === undefined) {
      stream = createWriteStream(opened, { flush })
      stream.on('error', error => {
        failure ??= error
      })
    }
    return stream
  }
  const done = async (begin: (to: WriteStream, then: (error?: Error | null) => void) => void): Promise<void> => {
    const to = open()
    // The callback comes before the event.
    failure ??= (await new Promise<Error | null | undefined>(resolve => begin(to, resolve))) ?? undefined
    if (failure !== undefined) throw unwritable(path, failure)
  }
  return {
    write: (data: string | Uint8Array) => done((to, then) => to.write(data, then)),
    end: () => done((to, then) => (to.closed ? then() : void to.once('close', then).end())),
    destroy: () => void stream?.destroy(),
  }
}

/** What is at a path already, through links. */
function existing(path: string): { path: string; isFile: boolean; isDirectory: boolean } | undefined {
  try {
    const found = statSync(path)
    return { path: realpathSync(path), isFile: found.isFile(), isDirectory: found.isDirectory() }
  } catch {
    return undefined
  }
}

function unwritable(path: string, cause: unknown): MillraceError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOSPC')
    return new MillraceError('MILLRACE_DISK_FULL', `Could not write ${path}: the disk is full.`, { cause })
  const reason = reasons[code ?? ''] ?? message
  return new MillraceError('MILLRACE_FILE_SYSTEM', `Could not write ${path}: ${reason}.`, { cause })
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'what should be its directory is none',
  EISDIR: 'it is a directory',
}
