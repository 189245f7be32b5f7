import { availableParallelism } from 'node:os'
import { MOST_WORKERS, type OptionValues } from '@millrace/config'
import { readStream } from '@millrace/engine/core'
import { filesSource } from '@millrace/files/files-source'
import { findFiles } from '@millrace/files/find-files'
import { inputFile } from '@millrace/files/input-file'
import { parserOf } from '@millrace/log-parser'
import type { reportOptions } from './report-options.ts'

/**
 * Starting worker threads pays from about this much content on: each loads and compiles the same code again. On two cores the second
 * is busy with the compilation of the first thread's code anyway.
 */
const bytesForWorkers = (cores: number): number => (cores > 2 ? 48 : 256) * 1024 * 1024

type Input = Pick<OptionValues<typeof reportOptions>, 'file' | 'workers'> & { readonly format: string }

/** The requests of a report, the lines that are none, the files they are in, and how many threads to read them with. */
export async function openLog({ file: named, format, workers }: Input) {
  // Looked at before anything is read: a missing file is said at once.
  const files = (await Promise.all(named.map(input => (input === '-' ? [input] : findFiles(input))))).flat()
  const inputs = await Promise.all(files.map(inputFile))
  const cores = availableParallelism()
  const large = inputs.reduce((sum, { size }) => sum + size, 0) >= bytesForWorkers(cores)
  // This thread works too.
  const threads = large ? Math.min(MOST_WORKERS, cores - 1) : 0
  const { parser, begun, name } = await openFormat(format, files)
  // What a header says holds for the lines behind it.
  const parallelism = parser.ordered ? 0 : (workers ?? threads)
  const source = filesSource(files, { readAhead: parallelism === 0, ...begun })
  const logs = readStream(source).parse(parser)
  return {
    logs,
    malformed: logs.malformed,
    columns: parser.schema.map(field => field.name),
    format: name,
    parallelism,
    files,
  }
}

/** The parser of the format; of `auto` that which the first lines tell, said on standard error. */
async function openFormat(format: string, files: readonly string[]) {
  if (format !== 'auto') return { parser: await parserOf(format), begun: {}, name: format }
  const [{ detectLog }, { printable }] = await Promise.all([
    import('../logs/detect-log.ts'),
    import('@millrace/analytics/text'),
  ])
  const { format: detected, name, sentence, begun } = await detectLog(files)
  process.stderr.write(`millrace: ${printable(sentence)}\n`)
  return { parser: await parserOf(detected), begun: { begun }, name }
}
