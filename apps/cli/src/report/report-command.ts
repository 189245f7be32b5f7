import { jsonText, reportOf, webLogAnalyses } from '@millrace/analytics'
import { helpText, type OptionValues, parseOptions, wantsHelp } from '@millrace/config'
import { collect } from '@millrace/engine/core'
import { asMillraceError, MillraceError } from '@millrace/errors'
import { formatWarning, type InputFigures } from './format-warning.ts'
import { openLog } from './open-log.ts'
import { reportHelp, reportOptions } from './report-options.ts'

type Options = OptionValues<typeof reportOptions>

/** `millrace report <file ...>`: the analyses as a page, as one JSON document or as files; a warning when no line was understood. */
export async function reportCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(reportHelp, reportOptions))
    return 0
  }
  const options = parseOptions(reportOptions, args)
  if (options.file.filter(file => file === '-').length > 1)
    throw new MillraceError('MILLRACE_USAGE', 'Standard input was given twice; expected - at most once.')
  try {
    const report = isPlain(options) ? await plainReport(options) : await panelReport(options)
    const warning = formatWarning(report, options.file, options.format === 'auto')
    if (warning !== undefined) {
      // Names of files may hold anything too.
      const { printable } = await import('@millrace/analytics/text')
      process.stderr.write(`millrace: ${printable(warning)}\n`)
    }
    return 0
  } catch (error) {
    if (options.where === undefined) throw error
    return tellWhere(options.where, asMillraceError(error))
  }
}

/** True for the main analyses as JSON, whose code is a part of that of all panels. */
const isPlain = ({ json, csv, html, panels, from, to, where }: Options): boolean =>
  json &&
  csv === undefined &&
  html === undefined &&
  panels !== 'all' &&
  from === undefined &&
  to === undefined &&
  where === undefined

async function plainReport(options: Options): Promise<InputFigures> {
  const { logs, malformed, parallelism, format } = await openLog(options)
  const results = await collect(webLogAnalyses(logs, malformed, { top: options.top }), { parallelism })
  const report = reportOf(name => results[name])
  process.stdout.write(`${jsonText(report)}\n`)
  return { ...report, format }
}

async function panelReport(options: Options): Promise<InputFigures> {
  const { showReport } = await import('./show-report.ts')
  return showReport(options)
}

/** What is wrong with a condition, and where. The exit code. */
async function tellWhere(where: string, error: MillraceError): Promise<number> {
  const [{ conditionError, SqlError }, { errorText }] = await Promise.all([
    import('@millrace/engine/sql'),
    import('../sql/error-text.ts'),
  ])
  const found = conditionError(error, where)
  // Everything else that can go wrong has nothing to do with the condition.
  if (!(error instanceof SqlError) && found.place === null) throw error
  process.stderr.write(errorText(found, where))
  return error.exitCode
}
