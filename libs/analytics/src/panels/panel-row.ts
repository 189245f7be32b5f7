import type { Dataset } from '@millrace/engine/core'
import { lit } from '@millrace/engine/core'
import { WEB_LOG_COLUMNS } from '../log-analyses.ts'
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

/** Types of the columns that every analysis may use. */
const TYPES: Readonly<Partial<Record<(typeof WEB_LOG_COLUMNS)[number], 'timestamp' | 'int16' | 'int64'>>> = {
  time: 'timestamp',
  utcOffset: 'int16',
  status: 'int16',
  bytes: 'int64',
}

/** Requests of a format that lacks some of a web log's columns: these are null, and the time is local. */
export function completeRows<Row>(logs: Dataset<Row>, columns: readonly string[]): Dataset<WebLogRow> {
  let complete = logs as unknown as Dataset<WebLogRow>
  for (const name of WEB_LOG_COLUMNS) {
    if (columns.includes(name)) continue
    const value = name === 'utcOffset' ? lit(0, 'int16') : lit(null, TYPES[name] ?? 'string')
    complete = complete.withColumn(name, value as never) as unknown as Dataset<WebLogRow>
  }
  return complete
}
