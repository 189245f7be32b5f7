import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

/** The part of package.json that packing reads. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly description: string
  readonly workspaces?: readonly string[]
  readonly exports?: string | { readonly [path: string]: string }
  readonly dependencies?: { readonly [name: string]: string }
  readonly devDependencies?: { readonly [name: string]: string }
}

export interface Workspace {
  /** From the repository's root. */
  readonly folder: string
  readonly manifest: Manifest
}

export const manifestOf = (root: string, folder = '.'): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))

/** The packages of the repository. */
export const workspacesOf = (root: string): Workspace[] =>
  globSync(
    (manifestOf(root).workspaces ?? []).map(pattern => `${pattern}/package.json`),
    { cwd: root },
  )
    .map(file => dirname(file))
    .sort()
    .map(folder => ({ folder, manifest: manifestOf(root, folder) }))

/** The repository's modules by the names that they import each other by (`@millrace/engine/functions`): paths from its root. */
export function internalModules(root: string): Map<string, string> {
  const modules = new Map<string, string>()
  for (const { folder, manifest } of workspacesOf(root)) {
    const { name, exports = {} } = manifest
    for (const [path, file] of Object.entries(typeof exports === 'string' ? { '.': exports } : exports))
      modules.set(posix.join(name, path), posix.join(folder, file))
  }
  return modules
}
