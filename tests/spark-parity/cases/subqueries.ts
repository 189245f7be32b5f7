import type { ParityCase, TableData } from '../src/case.ts'

const LOGS: TableData = {
  schema: 'id INT, host STRING, method STRING, status INT, bytes BIGINT, at TIMESTAMP',
  rows: [
    [1, 'a', 'GET', 200, 1043, '2024-03-30 23:59:58.123'],
    [2, 'b', 'GET', 200, 20431, '2024-03-31 00:00:01'],
    [3, 'a', 'POST', 401, null, '2024-03-31 00:59:59'],
    [4, 'c', 'GET', 500, 0, '2024-03-31 01:00:00'],
    [5, 'a', 'GET', 304, 0, '2024-03-31 01:30:00'],
    [6, null, null, 404, 312, null],
  ],
}
const HOSTS: TableData = {
  schema: 'host STRING, region STRING, owner STRING',
  rows: [
    ['a', 'eu', 'alpha'],
    ['b', 'us', 'beta'],
    ['e', 'eu', null],
    [null, 'xx', 'nobody'],
  ],
}
const tables = { logs: LOGS, hosts: HOSTS }
const q = (name: string, query: string, more: Partial<{ ordered: boolean; differs: string }> = {}): ParityCase => ({
  name,
  tables,
  query,
  ...more,
})

export const cases: readonly ParityCase[] = [
  q('value without aggregation', 'SELECT id, (SELECT owner FROM hosts h WHERE h.host = l.host) AS o FROM logs l'),
  q(
    'value by an inequality',
    'SELECT id, (SELECT count(*) FROM logs m WHERE m.host = l.host AND m.at < l.at) AS earlier FROM logs l',
  ),
  q('value of an outer maximum', 'SELECT id, (SELECT max(status) FROM logs m WHERE m.id < l.id) AS v FROM logs l'),
  q(
    'value of a disjunction',
    'SELECT id FROM logs l WHERE status > (SELECT avg(status) FROM logs m WHERE m.host = l.host OR m.method = l.method)',
  ),
  q(
    'value of a union',
    'SELECT id, (SELECT sum(x) FROM (SELECT bytes AS x FROM logs m WHERE m.id <= l.id UNION ALL SELECT 1)) AS s FROM logs l',
  ),
  q(
    'value of the last two',
    'SELECT id, (SELECT sum(m.id) FROM (SELECT * FROM logs n WHERE n.id < l.id ORDER BY id DESC LIMIT 2) m) AS s FROM logs l',
  ),
  q(
    'value with HAVING',
    'SELECT id, (SELECT count(*) FROM logs m WHERE m.host = l.host HAVING count(*) > 1) AS c FROM logs l',
  ),
  q('value of many rows', 'SELECT id, (SELECT status FROM logs m WHERE m.host = l.host) AS v FROM logs l'),
  q('value of more columns', 'SELECT id, (SELECT 1, 2 FROM hosts) AS v FROM logs l'),
  q(
    'EXISTS by an inequality',
    'SELECT id, EXISTS (SELECT 1 FROM logs m WHERE m.id > l.id AND m.host = l.host) AS e FROM logs l',
  ),
  q('no later row', 'SELECT id FROM logs l WHERE NOT EXISTS (SELECT 1 FROM logs m WHERE m.at > l.at)'),
  q(
    'IN as a value',
    'SELECT id, host IN (SELECT h.host FROM hosts h WHERE h.region <> l.method) AS e, host NOT IN (SELECT h.host FROM hosts h WHERE h.region <> l.method) AS n FROM logs l',
  ),
  q(
    'NOT IN beside OR',
    'SELECT id FROM logs l WHERE host NOT IN (SELECT h.host FROM hosts h WHERE h.host IS NOT NULL AND h.region <> l.method) OR id = 5',
  ),
  q('IN of tuples', 'SELECT id FROM logs WHERE (host, id) IN (SELECT host, min(id) FROM logs GROUP BY host)'),
  q(
    'NOT IN of tuples',
    'SELECT id FROM logs WHERE (host, id) NOT IN (SELECT host, min(id) FROM logs WHERE host IS NOT NULL GROUP BY host)',
  ),
  q(
    'lateral with limit',
    'SELECT h.host, x.id FROM hosts h, LATERAL (SELECT id FROM logs l WHERE l.host = h.host ORDER BY at DESC LIMIT 1) x',
  ),
  q(
    'lateral count',
    'SELECT h.host, x.n FROM hosts h LEFT JOIN LATERAL (SELECT count(*) AS n FROM logs l WHERE l.host = h.host) x ON true',
  ),
  q('lateral generator', 'SELECT id, t.x FROM logs l, LATERAL (SELECT explode(sequence(1, l.id)) AS x) t WHERE id < 4'),
  q(
    'groups compared with a subquery',
    'SELECT host, count(*) FROM logs l GROUP BY host HAVING count(*) >= (SELECT count(*) FROM hosts h WHERE h.host = l.host)',
  ),
  q(
    'in the condition of a join',
    'SELECT l.id, h.region FROM logs l JOIN hosts h ON l.host = h.host AND EXISTS (SELECT 1 FROM logs m WHERE m.host = h.host AND m.status > 400)',
  ),
  q(
    'in the condition of an outer join',
    'SELECT l.id, h.region FROM logs l LEFT JOIN hosts h ON l.host = h.host AND l.id IN (SELECT m.id FROM logs m WHERE m.host = l.host AND m.status < 400)',
  ),
  q(
    'pivot with several aggregates',
    "SELECT * FROM logs PIVOT (count(*) AS n, sum(bytes) AS b FOR method IN ('GET' AS g, 'POST' AS p))",
  ),
  q(
    'pivot of lists',
    'SELECT * FROM (SELECT host, method FROM logs WHERE host IS NOT NULL) PIVOT (max(host), count(*) FOR method IN ("GET", "PUT", NULL))',
  ),
  q(
    'pivot by two columns',
    "SELECT * FROM (SELECT method, status, bytes FROM logs) PIVOT (sum(bytes) FOR (method, status) IN (('GET', 200), ('POST', 401) AS p401))",
  ),
  q('pivot without aggregate', 'SELECT * FROM logs PIVOT (abs(id) FOR status IN (200))'),
  q('unpivot', 'SELECT * FROM (SELECT id, status, bytes FROM logs) UNPIVOT (v FOR k IN (status, bytes))'),
  q(
    'unpivot with nulls',
    'SELECT * FROM (SELECT id, status, bytes FROM logs) UNPIVOT INCLUDE NULLS (v FOR k IN (status, bytes AS `B`))',
  ),
  q('unpivot of tuples', 'SELECT * FROM logs UNPIVOT ((v, w) FOR k IN ((status, bytes) AS x, (id, id)))'),
  q('unpivot of mixed types', 'SELECT * FROM logs UNPIVOT (v FOR k IN (host, status))'),
  q(
    'recursion',
    'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100) SELECT max(n), count(*) FROM r',
  ),
  q(
    'recursion down a tree',
    "WITH RECURSIVE tree AS (SELECT 'root' AS node, 0 AS depth UNION ALL SELECT c.node, t.depth + 1 FROM tree t JOIN (VALUES ('a', 'root'), ('b', 'root'), ('c', 'a')) c(node, parent) ON c.parent = t.node) SELECT * FROM tree",
  ),
  q('recursion without end', 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r'),
  q('recursion cut short', 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r LIMIT 7'),
  q(
    'sessions by host with lists',
    "SELECT host, session_window, count(*), sort_array(collect_list(id)) FROM logs GROUP BY host, session_window(at, '31 minutes')",
  ),
  q(
    'sessions that touch',
    "SELECT session_window.start, count(*) FROM logs GROUP BY session_window(at, '3598 seconds')",
  ),
]
