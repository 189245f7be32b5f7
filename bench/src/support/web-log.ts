import { execFileSync } from 'node:child_process'
import { renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LogFile } from './nasa-log.ts'
import { benchFolder, repositoryFile } from './paths.ts'

/** Bytes of a line of `millrace generate web`, on average. */
const LINE_BYTES = 226

/** A log in the combined format of about so many bytes, with user agents and referrers: five days of `millrace generate web`. */
export function webLog(bytes: number): LogFile {
  const lines = Math.ceil(bytes / LINE_BYTES)
  const path = join(benchFolder(), `web-${lines}.log`)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    const args = ['generate', 'web', '--lines', String(lines), '--days', '5', '--damage', '0', '--oddities', '0']
    execFileSync(process.execPath, [repositoryFile('apps/cli/bin/millrace.mjs'), ...args, '--out', `${path}.partial`])
    renameSync(`${path}.partial`, path)
  }
  return { path, lines, bytes: statSync(path).size }
}
