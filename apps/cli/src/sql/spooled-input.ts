import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

let spooled: Promise<string> | undefined

/** A temporary file with the content of standard input, which every query can read again. It goes with the process. */
export function spooledInput(): Promise<string> {
  spooled ??= spool()
  return spooled
}

async function spool(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-stdin-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'stdin')
  await pipeline(process.stdin, createWriteStream(path))
  return path
}
