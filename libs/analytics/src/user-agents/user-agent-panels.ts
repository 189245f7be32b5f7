import { asc, type Dataset, desc, sum } from '@millrace/engine/core'
import { COLUMNS, column } from '../panels/columns.ts'
import type { PanelAnalysis, PanelLogs } from '../panels/panel-analysis.ts'
import { visits } from '../panels/traffic.ts'
import { botOf, browserOf, deviceOf, operatingSystemOf } from './user-agent-functions.ts'

const { requests, share, visitors } = COLUMNS

/** Requests and visitors by user agent. */
const byAgent = (logs: PanelLogs) =>
  visits(logs)
    .groupBy('userAgent')
    .agg({ requests: sum('requests'), visitors: sum('visitors') })

/** Requests and visitors by what a function gives of user agents, where it gives something. */
const grouped = (logs: PanelLogs, group: typeof botOf): Dataset<{ name: string | null }> =>
  byAgent(logs)
    .withColumn('name', group('userAgent'))
    .filter(group('userAgent').isNotNull())
    .groupBy('name')
    .agg({ requests: sum('requests'), visitors: sum('visitors') })
    .orderBy(desc('requests'), asc('name')) as never

const panel = (
  [name, title, heading, description]: readonly [string, string, string, string],
  rows: PanelAnalysis['rows'],
): PanelAnalysis => ({
  name,
  title,
  description,
  columns: [column('name', heading, 'text'), requests, share, visitors],
  chart: { kind: 'bars', label: 'name', values: ['requests'] },
  needs: ['userAgent'],
  rows,
})

const WITHOUT_BOTS = 'without bots, by user agent.'

/** Panels of who asked, as their user agents say. */
export const userAgentPanels: readonly PanelAnalysis[] = [
  panel(['browsers', 'Browsers', 'Browser', `Requests by browser, ${WITHOUT_BOTS}`], logs => grouped(logs, browserOf)),
  panel(['operatingSystems', 'Operating systems', 'System', `Requests by operating system, ${WITHOUT_BOTS}`], logs =>
    grouped(logs, operatingSystemOf),
  ),
  panel(
    ['devices', 'Devices', 'Device', 'Requests by kind of device; Bot is whatever is no browser of a person.'],
    logs => grouped(logs, deviceOf),
  ),
  panel(['bots', 'Bots', 'Bot', 'Crawlers, monitors, feed readers and command-line tools.'], (logs, top) =>
    grouped(logs, botOf).limit(top),
  ),
  panel(['userAgents', 'User agents', 'User agent', 'The user agents with most requests, as they are.'], (logs, top) =>
    byAgent(logs).rename('userAgent', 'name').orderBy(desc('requests'), asc('name')).limit(top),
  ),
]
