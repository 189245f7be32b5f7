import { localTime, type WebLogRow } from '@millrace/analytics'
import { col, type Dataset, lit } from '@millrace/engine/core'
import { parseMoment } from './moment.ts'

export interface FilterOptions {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly where?: string | undefined
}

/** The requests that the options ask for; the same dataset where they ask for all. MILLRACE_USAGE or SqlError for what is no filter. */
export async function filteredRequests(
  all: Dataset<WebLogRow>,
  { from, to, where }: FilterOptions,
): Promise<Dataset<WebLogRow>> {
  let logs = all
  if (from !== undefined) {
    const { isLocal, start } = parseMoment('--from', from)
    logs = logs.filter((isLocal ? localTime : col('time')).gte(lit(start)) as never)
  }
  if (to !== undefined) {
    const { isLocal, end } = parseMoment('--to', to)
    logs = logs.filter((isLocal ? localTime : col('time')).lt(lit(end)) as never)
  }
  if (where === undefined) return logs
  const { filterBySql } = await import('@millrace/engine/sql')
  return filterBySql(logs, where)
}

/** The filters in force, as given. */
export const filtersOf = (options: FilterOptions): readonly { readonly name: string; readonly text: string }[] =>
  (['from', 'to', 'where'] as const).flatMap(name => {
    const text = options[name]
    return text === undefined ? [] : [{ name, text }]
  })
