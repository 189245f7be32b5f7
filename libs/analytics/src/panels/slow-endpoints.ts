import { asc, avg, col, count, desc, max, percentile } from '@millrace/engine'
import { endpoint } from '../log-analyses.ts'
import { COLUMNS, column } from './columns.ts'
import type { PanelAnalysis } from './panel-analysis.ts'

/** A panel of its own module: percentiles need the whole engine. */
export const slowEndpoints: PanelAnalysis = {
  name: 'slowEndpoints',
  title: 'Slowest endpoints',
  description: 'The endpoints with the longest times to serve a request, by the 95th percentile (exact, interpolated).',
  columns: [
    COLUMNS.endpoint,
    column('p95', '95th percentile', 'duration'),
    column('mean', 'Mean', 'duration'),
    column('max', 'Longest', 'duration'),
    column('count', 'Requests', 'count'),
  ],
  chart: { kind: 'bars', label: 'endpoint', values: ['p95'] },
  needs: ['path', 'duration'],
  rows: (logs, top) =>
    logs
      .withColumn('endpoint', endpoint)
      .groupBy('endpoint')
      .agg({
        count: count('duration'),
        mean: avg('duration'),
        p95: percentile('duration', 0.95),
        max: max('duration'),
      })
      .filter(col('count').gt(0))
      .orderBy(desc('p95'), asc('endpoint'))
      .limit(top),
}
