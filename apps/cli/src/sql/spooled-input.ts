import { createWriteStream, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

let spooled: Promise<string> | undefined

/** A temporary file with the content of standard input, which every query can read again. It goes with the process, however that ends. */
export function spooledInput(): Promise<string> {
  spooled ??= spool()
  return spooled
}

async function spool(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-stdin-'))
  const path = join(folder, 'stdin')
  const fd = openSync(path, 'wx')
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const open = `/proc/self/fd/${fd}`
  const isNameless = existsSync(open)
  // On Linux an open file can be opened again without a name, and nothing can leave it behind.
  if (isNameless) remove()
  else removeAtEnd(remove)
  // Kept open: without a name the file would be gone.
  await pipeline(process.stdin, createWriteStream(path, { fd, autoClose: false }))
  return isNameless ? open : path
}

function removeAtEnd(remove: () => void): void {
  process.on('exit', remove)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      remove()
      process.kill(process.pid, signal)
    })
  }
}
