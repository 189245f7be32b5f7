import { glob, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MillraceError } from '@millrace/errors'
import { inputError } from './input-error.ts'
import { compareByRotation } from './rotation-order.ts'

const WILDCARDS = /[*?[\]{}]/

/**
 * The files that an input names, oldest rotation first: a file (or pipe), a directory (its files at any depth, hidden ones
 * left out), or a glob (`*`, `**`, `?`, `[a-z]`, `{a,b}`; a path that exists as written is no glob).
 *
 * @throws MillraceError MILLRACE_INPUT_MISSING, naming the path, or the glob that matched nothing.
 */
export async function findFiles(input: string): Promise<string[]> {
  const status = await stat(input).catch(error => {
    if (WILDCARDS.test(input)) return null
    throw inputError(input, error)
  })
  if (status === null) return await matches(input)
  if (!status.isDirectory()) return [input]
  const entries = await readdir(input, { withFileTypes: true, recursive: true }).catch(error => {
    throw inputError(input, error)
  })
  const paths = entries
    .map(entry => join(entry.parentPath, entry.name))
    .filter(
      path =>
        !path
          .slice(input.length)
          .split(/[\\/]/)
          .some(name => name.startsWith('.')),
    )
  const files = await filesAmong(paths)
  if (files.length === 0) throw new MillraceError('MILLRACE_INPUT_MISSING', `The directory ${input} holds no files.`)
  return files.sort(compareByRotation)
}

async function matches(pattern: string): Promise<string[]> {
  const paths: string[] = []
  for await (const path of glob(pattern)) paths.push(path)
  const files = await filesAmong(paths)
  if (files.length === 0) throw new MillraceError('MILLRACE_INPUT_MISSING', `No file matches ${pattern}.`)
  return files.sort(compareByRotation)
}

/** The regular files; symbolic links are followed. */
async function filesAmong(paths: string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    const status = await stat(path).catch(() => null)
    if (status?.isFile()) files.push(path)
  }
  return files
}
