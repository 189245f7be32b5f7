import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { MillraceError } from '@millrace/errors'
import { fileOutput } from '../output-target.ts'

/** Writes a file that is either the old or the new one, whole; see `fileOutput`. MILLRACE_FILE_SYSTEM or MILLRACE_DISK_FULL where that fails. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const file = fileOutput(path)
  try {
    await file.write(text)
    await file.finish()
  } catch (error) {
    await file.drop()
    throw unwritten(path, (error as MillraceError).cause)
  }
}

/** Fails where a file could not be written there, or is one of the inputs, before anything is done for it. MILLRACE_FILE_SYSTEM. */
export async function checkPlace(path: string, inputs: readonly string[] = []): Promise<void> {
  const why = await whyNot(path, inputs)
  if (why !== undefined) throw new MillraceError('MILLRACE_FILE_SYSTEM', `${path} cannot be written: ${why}.`)
}

async function whyNot(path: string, inputs: readonly string[]): Promise<string | undefined> {
  if ((await statOf(dirname(path)))?.isDirectory() !== true) return `${dirname(path)} is not a directory`
  const there = await statOf(path)
  if (there === undefined) return undefined
  if (there.isDirectory()) return 'it is a directory'
  // A log is not for its report to replace. Links to it are the same file.
  const read = await Promise.all(inputs.map(statOf))
  const same = there.isFile() && read.some(input => input?.ino === there.ino && input.dev === there.dev)
  return same ? 'it is one of the files that are read' : undefined
}

/** Fails where a directory could not be made there, because something else is. MILLRACE_FILE_SYSTEM. */
export async function checkDirectory(path: string): Promise<void> {
  const there = await statOf(path)
  if (there === undefined || there.isDirectory()) return
  throw new MillraceError('MILLRACE_FILE_SYSTEM', `${path} cannot be written: it is not a directory.`)
}

/** Runs what writes to a path; its error names the path. */
export async function attempt(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    throw unwritten(path, cause)
  }
}

function unwritten(path: string, cause: unknown): MillraceError {
  const code = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'MILLRACE_DISK_FULL' : 'MILLRACE_FILE_SYSTEM'
  return new MillraceError(code, `${path} cannot be written: ${(cause as Error).message}.`, { cause })
}

const statOf = (path: string) => stat(path).catch(() => undefined)
