import { relative } from 'node:path'
import { callerDirectory } from '@millrace/config'
import { type StreamBlock, streamBlocks } from '@millrace/files/stream-blocks'
import { type FormatSpec, webLog } from '@millrace/log-parser'
import { detectFormat } from '@millrace/log-parser/formats'

/** The format of logs, told by their first lines. */
export interface DetectedLog {
  readonly format: FormatSpec
  /** The preset's name. */
  readonly name: string
  /** One sentence for people: what was chosen, and what it rests on. */
  readonly sentence: string
  /** Standard input's blocks, where something was read of it. */
  readonly begun: ReadonlyMap<string, AsyncIterable<StreamBlock>>
}

/** Looks at the first thousand lines of the first file that has any; `-` is standard input. What is no log is read as weblog. */
export async function detectLog(files: readonly string[]): Promise<DetectedLog> {
  const begun = new Map<string, AsyncIterable<StreamBlock>>()
  for (const file of files) {
    const blocks = streamBlocks(file)
    const first = await blocks.next()
    if (file === '-') begun.set(file, continued(first, blocks))
    else await blocks.return(undefined)
    if (first.done) continue
    const input = file === '-' ? 'standard input' : shownPath(file)
    const found = detectFormat(first.value.bytes)
    if (found === null)
      return {
        format: webLog,
        name: webLog.preset,
        sentence: `No format reads the first lines of ${input}; it is read as weblog.`,
        begun,
      }
    const { format, preset, title, lines, understood } = found
    const share = understood === lines ? `all of the first ${lines}` : `${understood} of the first ${lines}`
    return {
      format,
      name: preset,
      sentence: `The format of ${input} is ${preset} (${title}): it reads ${share} lines.`,
      begun,
    }
  }
  return { format: webLog, name: webLog.preset, sentence: 'The input has no lines; it is read as weblog.', begun }
}

/** A path as a person would write it here; control characters, which a terminal would act on, are shown as `?`. */
function shownPath(file: string): string {
  const short = relative(callerDirectory(), file)
  return (short === '' || short.startsWith('..') ? file : short).replace(/\p{C}/gu, '?')
}

async function* continued(
  first: IteratorResult<StreamBlock>,
  rest: AsyncGenerator<StreamBlock>,
): AsyncGenerator<StreamBlock> {
  if (!first.done) yield first.value
  yield* rest
}
