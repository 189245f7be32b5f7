import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of this repository. */
export const repositoryFile = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** Where inputs are kept between runs and outputs go: a folder of the system's temporary directory. */
export function benchFolder(): string {
  const folder = join(tmpdir(), 'millrace-bench')
  mkdirSync(folder, { recursive: true })
  return folder
}
