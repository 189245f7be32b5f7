import type { Report } from '../report.ts'
import { textTable } from './text-table.ts'

/** The report as readable tables, safe to print whatever the log holds. Without a parsed line: what is known of the lines. */
export function reportText(report: Report): string {
  const { contentSize, notFound } = report
  const entries = (counts: Readonly<Record<string, number>>, key: string, value: string) =>
    Object.entries(counts).map(([name, n]) => ({ [key]: name, [value]: n }))
  const summary = [
    {
      lines: report.lines,
      parsed: report.parsed,
      malformed: report.malformed,
      hosts: report.uniqueHosts,
    },
  ]
  const lines = [
    textTable('Lines', summary),
    ...(report.malformed > 0
      ? [textTable('Malformed lines', entries(report.malformedReasons, 'reason', 'count'))]
      : []),
  ]
  if (report.parsed === 0) return lines.join('\n')
  return [
    ...lines,
    textTable('Content size (bytes)', [contentSize]),
    textTable('Missing values', entries(report.missing, 'column', 'missing')),
    textTable('Status', report.status),
    textTable('Frequent hosts', report.hosts),
    textTable('Frequent endpoints', report.endpoints),
    textTable('Endpoints with a status other than 200', report.non200Endpoints),
    textTable('Endpoints with a status of 400 and above', report.errorEndpoints),
    textTable('Unique hosts a day', report.dailyUniqueHosts),
    textTable('Requests per host a day', report.dailyRequestsPerHost),
    textTable('404: requests', [{ requests: notFound.count, endpoints: notFound.distinctEndpoints }]),
    textTable('404: endpoints', notFound.endpoints),
    textTable('404: hosts', notFound.hosts),
    textTable('404: by day', notFound.daily),
    textTable('404: days with most', notFound.topDays),
    textTable(
      '404: by hour',
      notFound.hourly.filter(row => row.count > 0),
    ),
  ].join('\n')
}
