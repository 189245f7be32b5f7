import type { Report } from '../report.ts'
import { COLUMNS, column } from './columns.ts'
import type { Panel } from './panel.ts'
import { tablePanel } from './table-panel.ts'

const { count, host, endpoint, day, hour, hosts } = COLUMNS
const bars = (label: string) => ({ kind: 'bars', label, values: ['count'] }) as const
const pairs = (figures: Readonly<Record<string, number>>) =>
  Object.entries(figures).map(([name, value]) => ({ name, value }))

/** The analyses of the main job as panels. Those of lines are there always, the others where a line was parsed. */
export function mainPanels(report: Report): readonly Panel[] {
  const { notFound } = report
  const malformed = tablePanel({
    name: 'malformedReasons',
    title: 'Malformed lines',
    description: 'Lines that are not in the format, by the part that is wrong. Filters do not apply to them.',
    columns: [column('name', 'Wrong part', 'text'), column('value', 'Lines', 'count')],
    rows: pairs(report.malformedReasons),
    chart: { kind: 'bars', label: 'name', values: ['value'] },
  })
  const panels = [
    tablePanel({
      name: 'status',
      title: 'Status',
      description: 'Requests by the status of the response.',
      columns: [COLUMNS.status, count],
      rows: report.status.map(row => ({ ...row, status: row.status === null ? null : String(row.status) })),
      chart: bars('status'),
    }),
    tablePanel({
      name: 'hosts',
      title: 'Frequent hosts',
      description: 'The hosts with most requests.',
      columns: [host, count],
      rows: report.hosts,
      chart: bars('host'),
    }),
    tablePanel({
      name: 'endpoints',
      title: 'Frequent endpoints',
      description: 'The endpoints (path and query) with most requests.',
      columns: [endpoint, count],
      rows: report.endpoints,
      chart: bars('endpoint'),
    }),
    tablePanel({
      name: 'non200Endpoints',
      title: 'Endpoints with a status other than 200',
      description: 'The endpoints with most responses other than 200.',
      columns: [endpoint, count],
      rows: report.non200Endpoints,
      chart: bars('endpoint'),
    }),
    tablePanel({
      name: 'errorEndpoints',
      title: 'Endpoints with errors',
      description: 'The endpoints with most responses of 400 and above.',
      columns: [endpoint, count],
      rows: report.errorEndpoints,
      chart: bars('endpoint'),
    }),
    tablePanel({
      name: 'dailyRequestsPerHost',
      title: 'Requests per host a day',
      description: "Requests, distinct hosts and requests per host by the log's own local day.",
      columns: [day, COLUMNS.requests, hosts, column('average', 'Requests per host', 'number')],
      rows: report.dailyRequestsPerHost,
      chart: { kind: 'timeline', label: 'day', values: ['average'] },
    }),
    tablePanel({
      name: 'dailyUniqueHosts',
      title: 'Unique hosts a day',
      description: "Distinct hosts by the log's own local day.",
      columns: [day, hosts],
      rows: report.dailyUniqueHosts,
      chart: { kind: 'timeline', label: 'day', values: ['hosts'] },
    }),
    tablePanel({
      name: 'notFoundEndpoints',
      title: '404: endpoints',
      description: `The endpoints with most responses of 404, of ${notFound.distinctEndpoints} with any.`,
      columns: [endpoint, count],
      rows: notFound.endpoints,
      chart: bars('endpoint'),
    }),
    tablePanel({
      name: 'notFoundHosts',
      title: '404: hosts',
      description: 'The hosts with most responses of 404.',
      columns: [host, count],
      rows: notFound.hosts,
      chart: bars('host'),
    }),
    tablePanel({
      name: 'notFoundDaily',
      title: '404: by day',
      description: "Responses of 404 by the log's own local day.",
      columns: [day, count],
      rows: notFound.daily,
      chart: { kind: 'timeline', label: 'day', values: ['count'] },
    }),
    tablePanel({
      name: 'notFoundTopDays',
      title: '404: days with most',
      description: 'The days with most responses of 404.',
      columns: [day, count],
      rows: notFound.topDays,
    }),
    tablePanel({
      name: 'notFoundHourly',
      title: '404: by hour',
      description: "Responses of 404 by the log's own local hour.",
      columns: [hour, count],
      rows: notFound.hourly,
      chart: { kind: 'columns', label: 'hour', values: ['count'] },
    }),
    tablePanel({
      name: 'contentSize',
      title: 'Content size',
      description: 'Sizes of the responses that have one; the standard deviation is that of a sample.',
      columns: [
        column('count', 'Responses', 'count'),
        column('min', 'Smallest', 'bytes'),
        column('max', 'Largest', 'bytes'),
        column('mean', 'Mean', 'bytes'),
        column('stddev', 'Standard deviation', 'bytes'),
      ],
      rows: [report.contentSize],
    }),
    tablePanel({
      name: 'missing',
      title: 'Missing values',
      description: 'Requests without a value, by column.',
      columns: [column('name', 'Column', 'text'), column('value', 'Requests', 'count')],
      rows: pairs(report.missing),
    }),
  ]
  return [...(report.parsed > 0 ? panels : []), ...(report.malformed > 0 ? [malformed] : [])]
}
