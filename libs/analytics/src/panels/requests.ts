import { asc, desc, sum, udf } from '@millrace/engine/core'
import { COLUMNS, column } from './columns.ts'
import { countedBy, ranked, weighedBy, withValue } from './counted-by.ts'
import type { PanelAnalysis, PanelLogs } from './panel-analysis.ts'
import { extensionOf, isStaticFile } from './static-files.ts'

const { requests, share, bytes } = COLUMNS
const text = (title: string) => column('name', title, 'text')
const bars = { kind: 'bars', label: 'name', values: ['requests'] } as const

const extension = udf(extensionOf, 'string', { name: 'extension' })
const isStatic = udf(isStaticFile, 'boolean', { name: 'isStatic' })
const byPath = (logs: PanelLogs) => weighedBy(logs, 'path')

/** Panels of what was asked for, and how. */
export const requestPanels: readonly PanelAnalysis[] = [
  {
    name: 'methods',
    title: 'Methods',
    description: 'Requests by method; without one are those that are no HTTP.',
    columns: [text('Method'), requests, share],
    chart: bars,
    needs: ['method'],
    rows: (logs, top) => ranked(countedBy(logs, 'method')).limit(top),
  },
  {
    name: 'protocols',
    title: 'Protocols',
    description: 'Requests by protocol, as clients name it.',
    columns: [text('Protocol'), requests, share],
    chart: bars,
    needs: ['protocol'],
    rows: (logs, top) => ranked(countedBy(logs, 'protocol')).limit(top),
  },
  {
    name: 'fileTypes',
    title: 'Types of static files',
    description: 'Requests for static files by the extension of the path.',
    columns: [text('Extension'), requests, share, bytes],
    chart: bars,
    needs: ['path'],
    rows: logs =>
      byPath(logs)
        .filter(isStatic('name'))
        .withColumn('extension', extension('name'))
        .groupBy('extension')
        .agg({ requests: sum('requests'), bytes: sum('bytes') })
        .rename('extension', 'name')
        .orderBy(desc('requests'), asc('name')),
  },
  {
    name: 'staticFiles',
    title: 'Static files',
    description: 'The static files (by the extension of the path, without the query) with most requests.',
    columns: [text('Path'), requests, bytes],
    chart: bars,
    needs: ['path'],
    rows: (logs, top) => ranked(byPath(logs).filter(isStatic('name'))).limit(top),
  },
  ...(
    [
      ['user', 'users', 'Users', 'User', 'Requests of users who had signed in, by name.'],
      ['serverName', 'servers', 'Virtual hosts', 'Server', 'Requests by the name of the server.'],
      ['country', 'countries', 'Countries', 'Country', 'Requests by the country that the log names.'],
      ['cacheStatus', 'cacheStatus', 'Cache', 'Cache status', 'Requests by what the cache had for them.'],
      ['tlsProtocol', 'tlsProtocols', 'TLS', 'Protocol', 'Requests by version of TLS.'],
    ] as const
  ).map(
    ([from, name, title, heading, description]): PanelAnalysis => ({
      name,
      title,
      description,
      columns: [text(heading), requests, share],
      chart: bars,
      needs: [from],
      rows: (logs, top) => ranked(countedBy(withValue(logs, from), from)).limit(top),
    }),
  ),
]
