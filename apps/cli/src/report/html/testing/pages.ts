import type { Panel, PanelColumn, ReportPage } from '@millrace/analytics'

const column = (name: string, title: string, kind: PanelColumn['kind']): PanelColumn => ({ name, title, kind })
const REQUESTS = column('requests', 'Requests', 'count')

/** What somebody may send to have it run, or to have a reader misled. */
export const HOSTILE = [
  '<script>window.hacked=1</script>',
  '"><img src=x onerror=window.hacked=2>',
  '</script><script>window.hacked=3</script>',
  '</style><style>body{display:none}</style>',
  "' onmouseover='window.hacked=4",
  '" autofocus onfocus="window.hacked=5',
  '<!--<script>',
  '<svg onload=window.hacked=6>',
  'javascript:window.hacked=7',
  '&lt;b&gt;&#x202e;',
  '{{7*7}}$' + '{7*7}',
  '\u202egnp.exe\u2066',
  '\u001b]0;title\u0007\u001b[2J',
  '\u0000\r\n\u2028',
]

/** Endpoints with what a ranking has: a bar a row, sizes, one value that is none. */
export const rankedPanel = (texts: readonly (string | null)[], name = 'endpoints'): Panel => ({
  name,
  title: `Panel ${name}`,
  description: 'The endpoints with most requests.',
  columns: [column('endpoint', 'Endpoint', 'text'), REQUESTS, column('bytes', 'Bytes', 'bytes')],
  rows: texts.map((text, i) => [text, 100 * (texts.length - i), i === 1 ? null : ((i * 37) % 11) * 1000]),
  chart: { kind: 'bars', label: 'endpoint', values: ['requests'] },
})

/** A status a row. */
export const statusPanel: Panel = {
  name: 'status',
  title: 'Status',
  description: 'Requests by the status of the response.',
  columns: [column('status', 'Status', 'text'), REQUESTS],
  rows: [
    ['200', 900],
    ['304', 300],
    ['404', 20],
    ['500', 1],
  ],
  chart: { kind: 'bars', label: 'status', values: ['requests'] },
}

/** Days with two series. */
export const daysPanel = (days: number): Panel => ({
  name: `days${days}`,
  title: `${days} days`,
  description: 'Requests and visitors by day.',
  columns: [column('day', 'Day', 'day'), REQUESTS, column('visitors', 'Visitors', 'count')],
  rows: Array.from({ length: days }, (_, i) => [
    new Date(Date.UTC(1995, 6, 1 + i)).toISOString().slice(0, 10),
    1000 + ((i * 7919) % 1000),
    i === 0 ? 0 : (i * 31) % 97,
  ]),
  chart: { kind: 'timeline', label: 'day', values: ['requests', 'visitors'] },
})

/** Hours of the day. */
export const hoursPanel: Panel = {
  name: 'hours',
  title: 'Hours',
  description: 'Requests by hour.',
  columns: [column('hour', 'Hour', 'hour'), REQUESTS],
  rows: Array.from({ length: 24 }, (_, hour) => [hour, hour * 10]),
  chart: { kind: 'columns', label: 'hour', values: ['requests'] },
}

/** A page with these panels. */
export const pageOf = (...panels: readonly Panel[]): ReportPage => ({
  sources: ['access.log'],
  format: 'combined',
  filters: [],
  from: '1995-07-01 00:00:01',
  to: '1995-07-02 23:59:59',
  summary: [
    { name: 'lines', title: 'Lines', kind: 'count', value: 1234567 },
    { name: 'bytes', title: 'Sent', kind: 'bytes', value: 1536 },
  ],
  panels,
})
