import type { OutputMode, ParityCase, Row, SourceData } from '../src/case.ts'

const BATCHES: readonly (readonly Row[])[] = [
  [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    [null, 4],
  ],
  [
    ['b', 5],
    [null, null],
  ],
  [['c', 6]],
  [
    ['a', null],
    ['c', -6],
  ],
]
const SCHEMA = 'k STRING, v INT'
const rows: SourceData = { schema: SCHEMA, batches: BATCHES }
const TIMED: SourceData = {
  schema: 't TIMESTAMP, k STRING',
  watermark: { column: 't', delay: '1 minute' },
  batches: [
    [['2024-01-01 00:00:00', 'a']],
    [
      ['2024-01-01 00:10:00', 'b'],
      ['2024-01-01 00:00:01', 'c'],
    ],
  ],
}
const one = (name: string, query: string, mode: OutputMode, more: object = {}): ParityCase => ({
  name,
  sources: { rows },
  query,
  mode,
  ...more,
})
const SUMS = 'SELECT k, count(*) AS n, sum(v) AS s, avg(v) AS m FROM rows GROUP BY k'

export const cases: readonly ParityCase[] = [
  one('rows through a filter and a projection', 'SELECT k, v * 2 AS w FROM rows WHERE v > 1', 'append'),
  one('rows through in update mode', 'SELECT upper(k) AS k, v FROM rows', 'update', { restartAfter: [1] }),
  one('rows through in complete mode are refused', 'SELECT k FROM rows', 'complete'),
  one('sums by key, update', SUMS, 'update'),
  one('sums by key, update, restart after every batch', SUMS, 'update', { restartAfter: [0, 1, 2] }),
  one('sums by key, complete', SUMS, 'complete'),
  one('sums by key, complete, restart', SUMS, 'complete', { restartAfter: [2] }),
  one('sums by key, append is refused', SUMS, 'append'),
  one('a sum of everything, update', 'SELECT count(*) AS n, sum(v) AS s, min(v) AS low FROM rows', 'update', {
    restartAfter: [1],
  }),
  one('a sum of everything, complete', 'SELECT count(*) AS n, max(k) AS high FROM rows', 'complete'),
  one('a sum of nothing yet', "SELECT count(*) AS n, sum(v) AS s FROM rows WHERE k = 'c'", 'update'),
  one(
    'complete in order',
    'SELECT k, sum(v) AS s FROM rows GROUP BY k ORDER BY s DESC NULLS LAST, k LIMIT 2',
    'complete',
  ),
  one('order by in update mode is refused', 'SELECT k, sum(v) AS s FROM rows GROUP BY k ORDER BY s', 'update'),
  one('order by of rows is refused', 'SELECT k FROM rows ORDER BY k', 'append'),
  one('limit in append mode', 'SELECT k, v FROM rows LIMIT 5', 'append', { restartAfter: [0] }),
  one('limit in update mode is refused', 'SELECT k FROM rows LIMIT 5', 'update'),
  one('distinct rows of a stream', 'SELECT DISTINCT k FROM rows', 'update', { restartAfter: [1] }),
  one('count distinct over a stream is refused', 'SELECT count(DISTINCT v) AS n FROM rows GROUP BY k', 'update', {
    differs: 'Millrace counts distinct values over a stream exactly, which Spark refuses',
  }),
  one(
    'aggregates of every kind by key',
    'SELECT k, count(v), min(v), max(v), stddev(v), first(v), last(v, true), collect_list(v), array_sort(collect_set(v)), percentile_approx(v, 0.5), bit_or(v), max_by(v, v), skewness(v) FROM rows GROUP BY k',
    'update',
    { tolerance: 1e-12, restartAfter: [1] },
  ),
  one(
    'grouping sets over a stream',
    'SELECT k, v > 2 AS big, count(*) AS n FROM rows GROUP BY ROLLUP (k, v > 2)',
    'complete',
  ),
  one(
    'group by an expression',
    "SELECT coalesce(k, 'none') AS kk, count(*) AS n FROM rows GROUP BY coalesce(k, 'none')",
    'update',
  ),
  one('having in complete mode', 'SELECT k, count(*) AS n FROM rows GROUP BY k HAVING n > 1', 'complete'),
  one('having in update mode', 'SELECT k, sum(v) AS s FROM rows GROUP BY k HAVING s > 3', 'update'),
  one('explode of a stream', 'SELECT k, explode(array(v, v + 1)) AS x FROM rows WHERE v IS NOT NULL', 'append'),
  one('an error in the third batch', 'SELECT k, 12 / (v - 6) AS x FROM rows', 'append'),
  one(
    'a sum that overflows in the second batch',
    "SELECT sum(CAST(v AS BIGINT) * 1000000000000000000) AS s FROM rows WHERE k IN ('a', 'b')",
    'update',
  ),
  one(
    'a window function over a stream is refused',
    'SELECT k, row_number() OVER (PARTITION BY k ORDER BY v) AS n FROM rows',
    'append',
  ),
  one(
    'an aggregate of an aggregate in update mode is refused',
    'SELECT n, count(*) AS c FROM (SELECT k, count(*) AS n FROM rows GROUP BY k) GROUP BY n',
    'update',
  ),
  {
    name: 'union of two streams',
    sources: {
      rows,
      more: {
        schema: SCHEMA,
        batches: [
          [['x', 10]],
          [],
          [
            ['y', 11],
            ['z', 12],
          ],
        ],
      },
    },
    query: 'SELECT k, v FROM rows UNION ALL SELECT k, v FROM more',
    mode: 'append',
    restartAfter: [1],
  },
  {
    name: 'sums over a union of two streams',
    sources: {
      rows,
      more: {
        schema: SCHEMA,
        batches: [
          [['a', 10]],
          [['b', 1]],
          [
            ['c', 11],
            ['a', 12],
          ],
        ],
      },
    },
    query: 'SELECT k, sum(v) AS s FROM (SELECT * FROM rows UNION ALL SELECT * FROM more) GROUP BY k',
    mode: 'update',
  },
  {
    name: 'the watermark of a union is the lower one',
    sources: { x: TIMED, y: { ...TIMED, batches: [[['2024-01-01 00:30:00', 'y']], [['2024-01-01 00:31:00', 'y']]] } },
    query:
      "SELECT window.start, count(*) AS n FROM (SELECT * FROM x UNION ALL SELECT * FROM y) GROUP BY window(t, '1 minute')",
    mode: 'append',
  },
  {
    name: 'a watermark without state drops nothing',
    sources: { x: { ...TIMED, batches: [...TIMED.batches, [['2023-01-01 00:00:00', 'old']]] } },
    query: 'SELECT t, k FROM x',
    mode: 'append',
    restartAfter: [1],
  },
  {
    name: 'append of groups without the event time is refused',
    sources: { x: TIMED },
    query: 'SELECT k, count(*) AS n FROM x GROUP BY k',
    mode: 'append',
  },
  {
    name: 'update of groups without the event time keeps all',
    sources: { x: TIMED },
    query: 'SELECT k, count(*) AS n FROM x GROUP BY k',
    mode: 'update',
  },
  {
    name: 'aggregates over nested values of a stream',
    sources: {
      docs: {
        schema: 'id INT, tags ARRAY<STRING>, m MAP<STRING,INT>, s STRUCT<a: INT, b: STRING>',
        batches: [
          [[1, ['x', 'y'], { a: 1 }, { a: 1, b: 'u' }]],
          [
            [2, ['x', null], null, { a: 1, b: 'v' }],
            [3, [], { b: 2 }, null],
          ],
        ],
      },
    },
    query: 'SELECT s.a, count(*) AS n, sum(size(tags)) AS t, collect_list(s) AS all FROM docs GROUP BY s.a',
    mode: 'update',
    restartAfter: [0],
  },
  {
    name: 'decimals, floats and signed zeros as keys',
    sources: {
      nums: {
        schema: 'd DECIMAL(10,2), x DOUBLE',
        batches: [
          [
            ['1.50', '0.0'],
            ['1.5', '-0.0'],
            ['-1.5', 'NaN'],
          ],
          [
            ['1.50', 'NaN'],
            ['99999999.99', '0.0'],
          ],
        ],
      },
    },
    query: 'SELECT x, count(*) AS n, sum(d) AS s, avg(d) AS m FROM nums GROUP BY x',
    mode: 'update',
    restartAfter: [0],
  },
]
