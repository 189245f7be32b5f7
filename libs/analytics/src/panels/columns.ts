import type { ColumnKind, PanelColumn } from './panel.ts'

const column = (name: string, title: string, kind: ColumnKind): PanelColumn => ({ name, title, kind })

/** The columns that several panels share. */
export const COLUMNS = {
  requests: column('requests', 'Requests', 'count'),
  count: column('count', 'Requests', 'count'),
  share: column('share', 'Share', 'share'),
  visitors: column('visitors', 'Visitors', 'count'),
  hosts: column('hosts', 'Hosts', 'count'),
  bytes: column('bytes', 'Bytes', 'bytes'),
  host: column('host', 'Host', 'text'),
  endpoint: column('endpoint', 'Endpoint', 'text'),
  status: column('status', 'Status', 'text'),
  day: column('day', 'Day', 'day'),
  hour: column('hour', 'Hour', 'hour'),
} as const

export { column }
