import { availableParallelism } from 'node:os'
import { type AnalysisName, type Report, reportOf, reportText, webLogAnalyses } from '@millrace/analytics'
import { helpText, MOST_WORKERS, type OptionValues, parseOptions, wantsHelp } from '@millrace/config'
import { collect, readStream } from '@millrace/engine/core'
import { MillraceError } from '@millrace/errors'
import { filesSource } from '@millrace/files/files-source'
import { findFiles } from '@millrace/files/find-files'
import { inputFile } from '@millrace/files/input-file'
import { webLogParser } from '@millrace/log-parser'
import { formatWarning } from './format-warning.ts'
import { reportHelp, reportOptions } from './report-options.ts'

/**
 * Starting worker threads pays from about this much content on: each loads and compiles the same code again. On two cores the second
 * is busy with the compilation of the first thread's code anyway.
 */
const bytesForWorkers = (cores: number): number => (cores > 2 ? 48 : 256) * 1024 * 1024

/** `millrace report <file ...>`: the analyses as tables, or as one JSON document; a warning when no line was understood. */
export async function reportCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(reportHelp, reportOptions))
    return 0
  }
  const options = parseOptions(reportOptions, args)
  if (options.file.filter(file => file === '-').length > 1)
    throw new MillraceError('MILLRACE_USAGE', 'Standard input was given twice; expected - at most once.')
  const report = await analyse(options)
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report))
  const warning = formatWarning(report, options.file, options.format)
  if (warning !== undefined) process.stderr.write(`millrace: ${warning}\n`)
  return 0
}

async function analyse({ file: named, format, top, workers }: OptionValues<typeof reportOptions>): Promise<Report> {
  // Looked at before anything is read: a missing file is said at once.
  const files = (await Promise.all(named.map(input => (input === '-' ? [input] : findFiles(input))))).flat()
  const inputs = await Promise.all(files.map(inputFile))
  const cores = availableParallelism()
  const large = inputs.reduce((sum, { size }) => sum + size, 0) >= bytesForWorkers(cores)
  // This thread works too.
  const threads = large ? Math.min(MOST_WORKERS, cores - 1) : 0
  const parallelism = workers ?? threads
  const source = filesSource(files, { readAhead: parallelism === 0 })
  const logs = readStream(source).parse(webLogParser({ preset: format }))
  const results = await collect(webLogAnalyses(logs, logs.malformed, { top }), { parallelism })
  return reportOf((name: AnalysisName) => results[name])
}
