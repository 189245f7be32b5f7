import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { temporaryFolder } from '../../testing/millrace-process.ts'

export const LINES = [
  'a.example - - [01/Aug/1995:00:00:01 -0400] "GET /one?x=1 HTTP/1.0" 200 10',
  'b.example - - [01/Aug/1995:00:00:02 -0400] "GET /two HTTP/1.0" 404 -',
  'a.example - - [01/Aug/1995:00:00:03 -0400] "GET /two HTTP/1.0" 404 - "-" "agent"',
  'damaged',
]
export const LOG = Buffer.from(LINES.join('\n'))

/** A folder with the log as `access.log`, and compressed. */
export function folderWithLogs(): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'access.log'), LOG)
  writeFileSync(join(cwd, 'access.log.gz'), gzipSync(LOG))
  writeFileSync(join(cwd, 'access.log.zst'), zstdCompressSync(LOG))
  return cwd
}
