import { COLUMNS } from './format-sql.ts'

const ranked = (column: string, where: string, top: number): string =>
  `SELECT ${column}, count(*) AS count FROM rows WHERE ${where} GROUP BY ALL
   ORDER BY count DESC, ${column} ASC NULLS FIRST LIMIT ${top}`

const DAY = `strftime(localTime, '%Y-%m-%d')`

/** The lists of the report: name and query over the table `rows`. */
export const listsSql = (top: number) => ({
  status: 'SELECT status, count(*) AS count FROM rows GROUP BY ALL ORDER BY status',
  hosts: ranked('host', 'true', top),
  endpoints: ranked('endpoint', 'true', top),
  non200Endpoints: ranked('endpoint', 'status <> 200', top),
  errorEndpoints: ranked('endpoint', 'status >= 400', top),
  dailyUniqueHosts: `SELECT ${DAY} AS day, count(DISTINCT host) AS hosts FROM rows GROUP BY ALL ORDER BY day`,
  dailyRequestsPerHost: `SELECT day, requests, hosts, requests / nullif(hosts, 0) AS average
    FROM (SELECT ${DAY} AS day, count(*) AS requests, count(DISTINCT host) AS hosts FROM rows GROUP BY ALL) ORDER BY day`,
  notFoundEndpoints: ranked('endpoint', 'status = 404', top),
  notFoundHosts: ranked('host', 'status = 404', top),
  notFoundDaily: `SELECT ${DAY} AS day, count(*) AS count FROM rows WHERE status = 404 GROUP BY ALL ORDER BY day`,
  notFoundTopDays: `SELECT ${DAY} AS day, count(*) AS count FROM rows WHERE status = 404 GROUP BY ALL
    ORDER BY count DESC, day LIMIT ${top}`,
  notFoundHourly: `SELECT hour, count(r.line) AS count FROM range(24) h(hour)
    LEFT JOIN rows r ON r.status = 404 AND hour(r.localTime) = hour GROUP BY ALL ORDER BY hour`,
})

/** The single figures of the report, one row each. */
export const FIGURES_SQL = {
  totals: `SELECT (SELECT count(*) FROM lines) AS lines, (SELECT count(*) FROM rows) AS parsed,
    (SELECT count(*) FROM malformed) AS malformed, count(DISTINCT host) AS "uniqueHosts" FROM rows`,
  contentSize: `SELECT count(bytes) AS count, min(bytes) AS min, max(bytes) AS max, avg(bytes) AS mean,
    stddev_samp(bytes) AS stddev FROM rows`,
  missing: `SELECT ${COLUMNS.map(name => `count(*) FILTER ("${name}" IS NULL) AS "${name}"`).join(', ')} FROM rows`,
  notFound: `SELECT count(*) AS count, count(DISTINCT endpoint) AS "distinctEndpoints" FROM rows WHERE status = 404`,
}
