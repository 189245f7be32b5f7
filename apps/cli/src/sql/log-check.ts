import { streamBlocks } from '@millrace/files'
import { createLineParser, LineSplitter, type WebLogPreset } from '@millrace/log-parser'

/**
 * One sentence when none of the lines at the beginning of a log, some megabyte, is in its format: the file is hardly one, and
 * its table would be empty without a word. Otherwise undefined.
 */
export async function logWarning(path: string, preset: WebLogPreset): Promise<string | undefined> {
  const parser = createLineParser({ preset }, {})
  const splitter = new LineSplitter()
  let malformed = 0
  let parsed = 0
  for await (const { bytes } of streamBlocks(path)) {
    const count = (block: Parameters<typeof parser.parse>[0]): void => {
      const lines = parser.parse(block)
      malformed += lines.malformed.count
      parsed += lines.length
    }
    splitter.push(bytes, count)
    splitter.end(count)
    break
  }
  if (malformed === 0 || parsed > 0) return undefined
  return `None of the first ${malformed} lines of ${path} is in the log format ${preset}: such lines are in no row of the table.`
}
