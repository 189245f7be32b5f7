import { asc, desc, sum, udf } from '@millrace/engine/core'
import { COLUMNS, column } from './columns.ts'
import { countedBy, ranked, withValue } from './counted-by.ts'
import type { PanelAnalysis, PanelLogs } from './panel-analysis.ts'

const { requests, share } = COLUMNS
const bars = { kind: 'bars', label: 'name', values: ['requests'] } as const

/** Host and port of an absolute URL, in lower case, without `www.`; null for what is none. */
export function siteOf(referrer: string): string | null {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#@]+)(?=[/?#]|$)/i.exec(referrer)?.[1]
  return host === undefined ? null : host.toLowerCase().replace(/^www\.(?=.)/, '')
}
const site = udf(siteOf, 'string', { name: 'site' })

const withReferrer = (logs: PanelLogs) => countedBy(withValue(logs, 'referrer'), 'referrer')

/** Panels of where requests came from. */
export const referrerPanels: readonly PanelAnalysis[] = [
  {
    name: 'referringSites',
    title: 'Referring sites',
    description: 'Requests by the host of the referrer, the own one among them.',
    columns: [column('site', 'Site', 'text'), requests, share],
    chart: { ...bars, label: 'site' },
    needs: ['referrer'],
    rows: (logs, top) =>
      withReferrer(logs)
        .withColumn('site', site('name'))
        .filter(site('name').isNotNull())
        .groupBy('site')
        .agg({ requests: sum('requests') })
        .orderBy(desc('requests'), asc('site'))
        .limit(top),
  },
  {
    name: 'referrers',
    title: 'Referrers',
    description: 'The referrers with most requests, as clients gave them.',
    columns: [column('name', 'Referrer', 'text'), requests],
    chart: bars,
    needs: ['referrer'],
    rows: (logs, top) => ranked(withReferrer(logs)).limit(top),
  },
]
