import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@millrace/analytics'
import type { Oracle } from '../oracle/oracle.ts'

type Row = Record<string, number | string | null>

/** The report that the files of `<table>.analyses` hold, read by DuckDB, in their own order of rows. */
export async function analysesFiles(folder: string, duckdb: Pick<Oracle, 'query'>): Promise<Report> {
  const files = new Map<string, Row[]>()
  for (const name of readdirSync(folder)) {
    const rows = await duckdb.query(`SELECT * FROM read_parquet('${join(folder, name)}')`)
    files.set(name.replace(/\.parquet$/, ''), rows.map(plain))
  }
  const list = (name: string): Row[] => files.get(name) ?? []
  const single = (name: string): Row => list(name)[0]
  const reasons: Record<string, number> = Object.fromEntries(
    list('malformedReasons').map(row => [row.reason, Number(row.count)]),
  )
  const malformed = Object.values(reasons).reduce((sum, n) => sum + n, 0)
  const parsed = Number(single('parsed').count)
  const hours = new Map(list('notFoundHourly').map(row => [row.hour, row.count]))
  const report = {
    lines: parsed + malformed,
    parsed,
    malformed,
    malformedReasons: reasons,
    contentSize: single('contentSize'),
    missing: single('missing'),
    status: list('status'),
    hosts: list('hosts'),
    endpoints: list('endpoints'),
    non200Endpoints: list('non200Endpoints'),
    errorEndpoints: list('errorEndpoints'),
    uniqueHosts: single('uniqueHosts').hosts,
    dailyUniqueHosts: list('dailyUniqueHosts'),
    dailyRequestsPerHost: list('dailyRequestsPerHost'),
    notFound: {
      ...single('notFound'),
      endpoints: list('notFoundEndpoints'),
      hosts: list('notFoundHosts'),
      daily: list('notFoundDaily'),
      topDays: list('notFoundTopDays'),
      hourly: Array.from({ length: 24 }, (_, hour) => ({ hour, count: hours.get(hour) ?? 0 })),
    },
  }
  return report as unknown as Report
}

const plain = (row: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]))

function plainValue(value: unknown): number | string | null {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return value as number | string | null
}
