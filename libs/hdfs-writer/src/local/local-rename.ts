import { renameSync } from 'node:fs'
import { link, mkdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { MillraceError } from '@millrace/errors'
import { makeDirectories, syncDirectory } from './durable.ts'
import { errnoOf, localError } from './local-error.ts'

/**
 * Renames within the local disk, durably. POSIX `rename` replaces silently, so without overwrite a file is linked under its
 * new name, which fails when that exists, and then unlinked from the old one. A crash between the two leaves both names;
 * the same rename called again finishes it.
 */
export async function localRename(from: string, to: string, overwrite: boolean): Promise<void> {
  try {
    try {
      await move(from, to, overwrite)
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      await requireSource(from)
      await makeDirectories(dirname(to))
      await move(from, to, overwrite)
    }
    await syncDirectory(dirname(to))
    if (dirname(from) !== dirname(to)) await syncDirectory(dirname(from))
  } catch (error) {
    throw localError(error, `rename ${from} to`, to)
  }
}

/** Renames with overwrite, all of them before anything else is done, and then makes the directories durable. */
export async function localRenameAll(moves: readonly (readonly [from: string, to: string])[]): Promise<void> {
  for (const [from, to] of moves) {
    try {
      renameSync(from, to)
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw localError(error, `rename ${from} to`, to)
      await requireNone(from, to, error)
    }
  }
  const directories = new Set(moves.flatMap(([from, to]) => [dirname(to), dirname(from)]))
  for (const directory of directories) {
    try {
      await syncDirectory(directory)
    } catch (error) {
      throw localError(error, 'write', directory)
    }
  }
}

/** A file that is not there is none to rename; a directory that is not there is an error. */
async function requireNone(from: string, to: string, error: unknown): Promise<void> {
  const exists = await stat(from).then(
    () => true,
    () => false,
  )
  if (exists) throw localError(error, `rename ${from} to`, to)
}

async function move(from: string, to: string, overwrite: boolean): Promise<void> {
  if (overwrite) return rename(from, to)
  try {
    await link(from, to)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'EEXIST' && !(await isSameFile(from, to))) throw error
    if (errno !== 'EEXIST') return moveDirectory(from, to, error)
  }
  await unlink(from)
}

/** Directories cannot be linked: an empty one claims the name, which `rename` then replaces. */
async function moveDirectory(from: string, to: string, linkError: unknown): Promise<void> {
  const source = await stat(from)
  if (errnoOf(linkError) === 'ENOENT' || !source.isDirectory()) throw linkError
  await mkdir(to)
  await rename(from, to)
}

async function isSameFile(from: string, to: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(from, { bigint: true }), stat(to, { bigint: true })])
  return a.ino === b.ino && a.dev === b.dev && from !== to
}

async function requireSource(from: string): Promise<void> {
  try {
    await stat(from)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new MillraceError('MILLRACE_FILE_MISSING', `Could not rename ${from}: there is no such file.`, {
      cause: error,
    })
  }
}
