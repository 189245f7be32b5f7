import type { WebLogRow } from '../web-log-row.ts'

/** A request, with columns that only some formats have. */
export interface PanelRow extends WebLogRow {
  /** Microseconds that it took to serve the request. */
  readonly duration: bigint | null
  readonly serverName: string | null
  readonly country: string | null
  readonly cacheStatus: string | null
  readonly tlsProtocol: string | null
}
