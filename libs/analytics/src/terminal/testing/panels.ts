import type { Panel, PanelColumn, ReportPage } from '../../panels/panel.ts'

const endpoint: PanelColumn = { name: 'endpoint', title: 'Endpoint', kind: 'text' }
const day: PanelColumn = { name: 'day', title: 'Day', kind: 'day' }
const requests: PanelColumn = { name: 'requests', title: 'Requests', kind: 'count' }
const bytes: PanelColumn = { name: 'bytes', title: 'Bytes', kind: 'bytes' }

/** Endpoints with 10 requests each less, drawn as bars. */
export const endpointsPanel = (endpoints: readonly string[]): Panel => ({
  name: 'endpoints',
  title: 'Endpoints',
  description:
    'The endpoints with most requests, in a sentence that is long enough to need a second line on a narrow terminal.',
  columns: [endpoint, requests, bytes],
  rows: endpoints.map((name, i) => [name, (endpoints.length - i) * 10, 1024 ** (i % 5)]),
  chart: { kind: 'bars', label: 'endpoint', values: ['requests'] },
})

/** Days since 1995-07-01, the n-th with n requests. */
export const daysPanel = (days: number): Panel => ({
  name: 'days',
  title: 'Days',
  description: 'Requests by day.',
  columns: [day, requests],
  rows: Array.from({ length: days }, (_, i) => [new Date(Date.UTC(1995, 6, 1 + i)).toISOString().slice(0, 10), i + 1]),
  chart: { kind: 'timeline', label: 'day', values: ['requests'] },
})

/** A page with these panels. */
export const pageOf = (...panels: readonly Panel[]): ReportPage => ({
  sources: ['access.log'],
  format: 'combined',
  filters: [],
  from: '1995-07-01 00:00:01',
  to: '1995-07-02 23:59:59',
  summary: [
    { name: 'lines', title: 'Lines', kind: 'count', value: 1234567 },
    { name: 'bytes', title: 'Transferred', kind: 'bytes', value: 1024 ** 3 },
  ],
  panels,
})
