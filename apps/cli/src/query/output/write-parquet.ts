import { createReadStream } from 'node:fs'
import { withCopiedResult } from './copied-result.ts'
import type { ResultWriter } from './result-writer.ts'

export const writeParquet: ResultWriter = (session, script, target) =>
  withCopiedResult(session, script, async path => {
    for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) await target.write(part)
  })
