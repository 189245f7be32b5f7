/** The package that `npm run pack` builds, in a folder of its own beside the workspace's dependencies: the tool as its users start it. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pack } from '../../../tools/pack/pack.ts'
import { benchFolder, repositoryFile } from './paths.ts'

export interface PackedTool {
  /** Path of the `millrace` command, for Node. */
  readonly command: string
  remove(): void
}

export async function packedTool(): Promise<PackedTool> {
  const folder = mkdtempSync(join(benchFolder(), 'package-'))
  await pack(repositoryFile('.'), folder)
  symlinkSync(repositoryFile('node_modules'), join(folder, 'node_modules'))
  return {
    command: join(folder, 'package/bin/millrace.js'),
    remove: () => rmSync(folder, { recursive: true }),
  }
}
