import { asc, col, count, desc } from '@millrace/engine/core'
import { endpoint } from '../log-analyses.ts'
import { COLUMNS } from './columns.ts'
import type { PanelAnalysis } from './panel-analysis.ts'
import { sentBytes } from './sent-bytes.ts'

const { requests, bytes } = COLUMNS

/** Panels of the bytes that were sent; the size is that of the response's body as the log has it. */
export const bandwidth: readonly PanelAnalysis[] = [
  {
    name: 'bandwidthHosts',
    title: 'Bandwidth by host',
    description: 'The hosts that were sent most bytes.',
    columns: [COLUMNS.host, bytes, requests],
    chart: { kind: 'bars', label: 'host', values: ['bytes'] },
    needs: ['host', 'bytes'],
    rows: (logs, top) =>
      logs
        .groupBy('host')
        .agg({ requests: count(), bytes: sentBytes })
        .filter(col('bytes').isNotNull())
        .orderBy(desc('bytes'), asc('host'))
        .limit(top),
  },
  {
    name: 'bandwidthEndpoints',
    title: 'Bandwidth by endpoint',
    description: 'The endpoints (path and query) of which most bytes were sent.',
    columns: [COLUMNS.endpoint, bytes, requests],
    chart: { kind: 'bars', label: 'endpoint', values: ['bytes'] },
    needs: ['path', 'bytes'],
    rows: (logs, top) =>
      logs
        .withColumn('endpoint', endpoint)
        .groupBy('endpoint')
        .agg({ requests: count(), bytes: sentBytes })
        .filter(col('bytes').isNotNull())
        .orderBy(desc('bytes'), asc('endpoint'))
        .limit(top),
  },
]
