import type { ParityCase, TableData } from '../src/case.ts'

const HITS: TableData = {
  schema: 'host STRING, status INT, bytes BIGINT, at TIMESTAMP',
  rows: [
    ['a', 200, 100, '2024-01-01 00:00:10'],
    ['a', 404, null, '2024-01-01 00:00:20'],
    ['b', 200, 50, '2024-01-01 00:01:00'],
    ['b', 200, 50, '2024-01-01 00:01:00'],
    ['c', 500, 0, null],
    [null, 200, 7, '2024-01-01 00:04:59.999999'],
    [null, null, null, '2024-01-01 00:05:00'],
  ],
}
const HOSTS: TableData = {
  schema: 'host STRING, country STRING',
  rows: [
    ['a', 'DE'],
    ['a', 'FR'],
    ['b', null],
    ['z', 'US'],
    [null, 'NULL'],
  ],
}
const tables = { hits: HITS, hosts: HOSTS }
const q = (name: string, query: string, more: Partial<{ ordered: boolean; differs: string }> = {}): ParityCase => ({
  name,
  tables,
  query,
  ...more,
})

export const cases: readonly ParityCase[] = [
  q('group by with null keys', 'SELECT host, status, count(*) AS n FROM hits GROUP BY host, status'),
  q('group by expression and ordinal', 'SELECT status div 100 AS class, count(*) FROM hits GROUP BY 1'),
  q('group by alias', "SELECT coalesce(host, '-') AS h, sum(bytes) FROM hits GROUP BY h"),
  q('group by all', 'SELECT host, status, count(*) FROM hits GROUP BY ALL'),
  q('having', 'SELECT host, count(*) AS n FROM hits GROUP BY host HAVING count(*) > 1 AND n < 5'),
  q('rollup', 'SELECT host, status, count(*), grouping(host), grouping_id() FROM hits GROUP BY ROLLUP (host, status)'),
  q('cube', 'SELECT host, status, sum(bytes), grouping_id(host, status) FROM hits GROUP BY CUBE (host, status)'),
  q('grouping sets', 'SELECT host, status, count(*) FROM hits GROUP BY GROUPING SETS ((host), (status), ())'),
  q('order by with nulls', 'SELECT host, status, bytes FROM hits ORDER BY host DESC, status ASC NULLS LAST, bytes', {
    ordered: true,
  }),
  q('order by nulls first and last', 'SELECT bytes FROM hits ORDER BY bytes DESC NULLS FIRST', { ordered: true }),
  q('order by something not selected', 'SELECT host FROM hits WHERE host IS NOT NULL ORDER BY bytes + 1 DESC, status', {
    ordered: true,
  }),
  q('order by aggregate', 'SELECT host FROM hits GROUP BY host ORDER BY count(*) DESC, host LIMIT 2', {
    ordered: true,
  }),
  q('limit and offset', 'SELECT status FROM hits ORDER BY status LIMIT 3 OFFSET 2', { ordered: true }),
  q('distinct', 'SELECT DISTINCT host, status FROM hits'),
  q('inner join', 'SELECT h.host, status, country FROM hits h JOIN hosts o ON h.host = o.host'),
  q('left join', 'SELECT h.host, status, country FROM hits h LEFT JOIN hosts o ON h.host = o.host'),
  q('right join', 'SELECT h.status, o.host, country FROM hits h RIGHT JOIN hosts o ON h.host = o.host'),
  q(
    'full join',
    'SELECT h.host, h.status, o.host, country FROM hits h FULL OUTER JOIN hosts o ON h.host = o.host AND status = 200',
  ),
  q(
    'semi and anti join',
    "SELECT 'semi' AS k, h.* FROM hits h LEFT SEMI JOIN hosts o ON h.host = o.host UNION ALL SELECT 'anti', h.* FROM hits h LEFT ANTI JOIN hosts o ON h.host = o.host",
  ),
  q('null-safe join', 'SELECT h.status, o.country FROM hits h JOIN hosts o ON h.host <=> o.host'),
  q('join using', 'SELECT * FROM hits JOIN hosts USING (host)'),
  q('cross join', 'SELECT h.status, o.country FROM hits h CROSS JOIN hosts o WHERE h.bytes > 50'),
  q('join by range', 'SELECT h.host, g.host FROM hits h JOIN hits g ON h.bytes < g.bytes'),
  q('union, intersect and except', "(SELECT host FROM hits UNION SELECT host FROM hosts) EXCEPT SELECT 'z'"),
  q('intersect', 'SELECT host FROM hits INTERSECT SELECT host FROM hosts'),
  q(
    'except all and intersect all',
    "SELECT 'e', host FROM (SELECT host FROM hits EXCEPT ALL SELECT host FROM hosts) UNION ALL SELECT 'i', host FROM (SELECT host FROM hits INTERSECT ALL SELECT host FROM hosts)",
  ),
  q('types of a union', 'SELECT 1 AS v UNION ALL SELECT 2.5 UNION ALL SELECT NULL'),
  q(
    'with',
    'WITH big AS (SELECT * FROM hits WHERE bytes >= 50), n AS (SELECT host, count(*) AS c FROM big GROUP BY host) SELECT * FROM n',
  ),
  q('subquery in from', 'SELECT max(n) FROM (SELECT host, count(*) AS n FROM hits GROUP BY host) s'),
  q('scalar subquery', 'SELECT host, bytes FROM hits WHERE bytes > (SELECT avg(bytes) FROM hits)'),
  q(
    'in and exists subqueries',
    'SELECT host, status FROM hits h WHERE host IN (SELECT host FROM hosts) AND EXISTS (SELECT 1 FROM hosts o WHERE o.host = h.host AND country IS NOT NULL)',
  ),
  q('not in with nulls', 'SELECT status FROM hits WHERE host NOT IN (SELECT host FROM hosts)'),
  q('inline values', "SELECT * FROM VALUES (1, 'a'), (2, NULL) AS v(n, s) WHERE n > 0"),
  q(
    'ranking window functions',
    'SELECT host, bytes, row_number() OVER w, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w, ntile(2) OVER w FROM hits WINDOW w AS (PARTITION BY status ORDER BY bytes, host)',
  ),
  q(
    'lag and lead',
    'SELECT host, bytes, lag(bytes) OVER w, lead(bytes, 1, -1) OVER w, first_value(bytes) OVER w, last_value(bytes) OVER w, nth_value(bytes, 2) OVER w FROM hits WINDOW w AS (ORDER BY at, host, bytes)',
  ),
  q(
    'running sums',
    'SELECT at, bytes, sum(bytes) OVER (ORDER BY at), sum(bytes) OVER (ORDER BY at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), count(*) OVER (), avg(bytes) OVER (PARTITION BY status) FROM hits',
  ),
  q(
    'range frames',
    "SELECT at, sum(bytes) OVER (ORDER BY at RANGE BETWEEN INTERVAL '1' MINUTE PRECEDING AND CURRENT ROW), sum(status) OVER (ORDER BY bytes RANGE BETWEEN 50 PRECEDING AND 50 FOLLOWING) FROM hits",
    { differs: 'the column has the bounds in its name as they are written, where Spark has what it made of them' },
  ),
  q(
    'tumbling windows of a table',
    "SELECT window.start, window.end, count(*) FROM hits GROUP BY window(at, '5 minutes')",
  ),
  q(
    'sliding windows of a table',
    "SELECT window, host, count(*) FROM hits GROUP BY window(at, '2 minutes', '1 minute'), host",
  ),
  q(
    'windows with a start time',
    "SELECT window.start, count(*) FROM hits GROUP BY window(at, '2 minutes', '2 minutes', '30 seconds')",
  ),
  q(
    'session windows of a table',
    "SELECT session_window.start, session_window.end, count(*) FROM hits GROUP BY session_window(at, '30 seconds')",
  ),
  q(
    'session windows with a gap by row',
    "SELECT host, session_window, count(*) FROM hits GROUP BY host, session_window(at, CASE WHEN host = 'a' THEN '10 seconds' ELSE '5 minutes' END)",
  ),
  q('pivot', 'SELECT * FROM (SELECT host, status FROM hits) PIVOT (count(*) FOR status IN (200, 404))'),
  q('star except and qualified star', 'SELECT h.* EXCEPT (at), o.country FROM hits h JOIN hosts o USING (host)'),
  q(
    'names of columns',
    "SELECT bytes + 1, count(*), upper(host), CAST(status AS STRING), 'x', 1.5, CASE WHEN true THEN 1 END, sum(bytes) FILTER (WHERE status > 1), host IS NULL, -status, bytes IN (1, 2), status BETWEEN 1 AND 2, NOT true FROM hits GROUP BY bytes, host, status LIMIT 0",
  ),
  q('lateral column alias', 'SELECT bytes * 2 AS double, double + 1 AS more FROM hits WHERE bytes IS NOT NULL'),
  q('unknown column', 'SELECT hosst FROM hits'),
  q('ambiguous column', 'SELECT host FROM hits h JOIN hosts o ON h.host = o.host'),
  q('unknown table', 'SELECT * FROM nowhere'),
  q('union of different widths', 'SELECT 1, 2 UNION ALL SELECT 1'),
  q('where that is no condition', 'SELECT * FROM hits WHERE status'),
  q('bad syntax', 'SELEC * FROM hits'),
  q('ordinal out of range', 'SELECT host FROM hits ORDER BY 2'),
  q('scalar subquery of many rows', 'SELECT (SELECT host FROM hosts)'),
]
