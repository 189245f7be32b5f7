import { localTime, type WebLogRow } from '@millrace/analytics'
import { col, type Dataset, lit } from '@millrace/engine/core'
import { MillraceError } from '@millrace/errors'
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
  const first = from === undefined ? undefined : parseMoment('--from', from)
  const last = to === undefined ? undefined : parseMoment('--to', to)
  // A local time and an instant are before each other or not as each line's offset has it.
  if (first !== undefined && last !== undefined && first.isLocal === last.isLocal && first.start >= last.end)
    throw new MillraceError(
      'MILLRACE_USAGE',
      `--from ${from} is not before --to ${to}: no request can be between them.`,
    )
  if (first !== undefined) logs = logs.filter((first.isLocal ? localTime : col('time')).gte(lit(first.start)) as never)
  if (last !== undefined) logs = logs.filter((last.isLocal ? localTime : col('time')).lt(lit(last.end)) as never)
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
