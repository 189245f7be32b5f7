import { setTimeout as delay } from 'node:timers/promises'
import { FollowedFiles } from './followed-files.ts'
import type { Reading } from './reading.ts'
import type { SourceLines } from './source-lines.ts'

export interface Following {
  /** Time between looks at files that gave nothing, milliseconds. */
  readonly poll: number
  /** A file that lost its name is read until it has been quiet for so long, milliseconds. */
  readonly rotationWait: number
}

/** Bytes taken from one file before the next gets its turn. */
const TURN_BYTES = 4 * 1024 * 1024

/**
 * Reads like `tail -F`: goes on as files grow, are rotated (the old file is read to its end before the new one), are truncated
 * or replaced, and takes up files that appear later. Ends when the signal does.
 */
export async function* follow(reading: Reading, following: Following): AsyncGenerator<SourceLines> {
  const files = new FollowedFiles(reading)
  try {
    while (!reading.signal.aborted) {
      await files.look()
      let quiet = true
      for (const file of files.all()) {
        for await (const lines of file.turn(TURN_BYTES)) {
          quiet = false
          yield lines
        }
        if (!file.ended(following.rotationWait)) continue
        yield* file.tail.finish()
        await files.remove(file)
      }
      if (quiet) await delay(following.poll, undefined, { signal: reading.signal }).catch(() => {})
    }
  } finally {
    await files.close()
  }
}
