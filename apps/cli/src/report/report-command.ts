import { availableParallelism } from 'node:os'
import { type AnalysisName, type Report, reportOf, webLogAnalyses } from '@millrace/analytics'
import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { collect, readStream } from '@millrace/engine'
import { filesSource, inputFile } from '@millrace/files'
import { type WebLogPreset, webLogParser } from '@millrace/log-parser'
import { reportOptions } from './report-options.ts'

const description = {
  name: 'millrace report',
  summary: 'Every analysis of web server logs in one go, without broker or store.',
  examples: ['millrace report access.log --json', 'zcat old/*.gz | millrace report - --json --top 20'],
}

/** Starting worker threads pays from about this much content on. */
const BYTES_FOR_WORKERS = 16 * 1024 * 1024

export async function reportCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(description, reportOptions))
    return 0
  }
  const options = parseOptions(reportOptions, args)
  const inputs = await Promise.all(options.files.map(inputFile))
  const large = inputs.reduce((sum, input) => sum + input.size, 0) > BYTES_FOR_WORKERS
  const parallelism = options.workers ?? (large ? Math.min(4, availableParallelism()) : 0)
  const report = await analyse(options.files, options.format, options.top, parallelism)
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  return 0
}

async function analyse(
  files: readonly string[],
  format: WebLogPreset,
  top: number,
  parallelism: number,
): Promise<Report> {
  const logs = readStream(filesSource(files)).parse(webLogParser({ preset: format }))
  const results = await collect(webLogAnalyses(logs, logs.malformed, { top }), { parallelism })
  return reportOf((name: AnalysisName) => results[name])
}
