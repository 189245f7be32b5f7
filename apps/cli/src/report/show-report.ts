import { relative } from 'node:path'
import { jsonText } from '@millrace/analytics'
import { fullReport, panelAnalyses, reportJson, reportPage } from '@millrace/analytics/panels'
import { terminalOf, terminalPage } from '@millrace/analytics/terminal'
import { callerDirectory, type OptionValues } from '@millrace/config'
import { collect } from '@millrace/engine/core'
import type { InputFigures } from './format-warning.ts'
import { openLog } from './open-log.ts'
import type { reportOptions } from './report-options.ts'
import { filteredRequests, filtersOf } from './request-filter.ts'

type Options = OptionValues<typeof reportOptions>

/**
 * Makes the report with its panels and filters, and shows it in the form that was asked for. Gives what was read, whatever the filters
 * left of it.
 */
export async function showReport(options: Options): Promise<InputFigures> {
  const { json, csv, html, top, panels = json ? 'main' : 'all' } = options
  const { logs: all, malformed, columns, format, parallelism, files } = await openLog(options)
  await checkOutputs(options, files)
  const logs = await filteredRequests(all, options)
  const analyses = panels === 'all' ? await panelAnalyses(columns) : []
  const { datasets, result } = fullReport({ all, logs, malformed }, { top, panels: analyses })
  const full = result(await collect(datasets, { parallelism }))
  const page = reportPage(full, {
    sources: options.file.map(sourceName),
    format,
    filters: filtersOf(options),
  })
  if (csv !== undefined) await (await import('./write-panels.ts')).writePanels(csv, page.panels)
  if (html !== undefined) {
    const [{ replaceFile }, { htmlPage }] = await Promise.all([
      import('./replace-file.ts'),
      import('./html/html-page.ts'),
    ])
    await replaceFile(html, htmlPage(page))
  }
  if (json) process.stdout.write(`${jsonText(reportJson(full))}\n`)
  else if (csv === undefined && html === undefined) process.stdout.write(terminalPage(page, terminalOf(process.stdout)))
  const { lines, malformed: refused, malformedReasons } = full.report
  return { lines, parsed: lines - refused, malformedReasons, format }
}

/** Fails before anything is read where a file could not be written, or is one of those that are read. */
async function checkOutputs({ csv, html }: Options, files: readonly string[]): Promise<void> {
  if (csv === undefined && html === undefined) return
  const { checkDirectory, checkPlace } = await import('./replace-file.ts')
  if (csv !== undefined) await checkDirectory(csv)
  if (html !== undefined) await checkPlace(html, files)
}

/** A path as a person would write it here. */
function sourceName(file: string): string {
  if (file === '-') return 'standard input'
  const short = relative(callerDirectory(), file)
  return short === '' || short.startsWith('..') ? file : short
}
