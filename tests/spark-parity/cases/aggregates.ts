import type { ParityCase, TableData } from '../src/case.ts'

const T: TableData = {
  schema: 'id INT, g STRING, i INT, l BIGINT, x DOUBLE, d DECIMAL(10,2), s STRING, b BOOLEAN, t TIMESTAMP',
  rows: [
    [1, 'a', 1, 10, 1.5, '1.50', 'x', true, '2024-01-01 00:00:00'],
    [2, 'a', 2, 20, 2.5, '2.25', 'y', false, '2024-01-01 00:00:01'],
    [3, 'a', 2, null, 'NaN', '-3.00', 'x', null, '2023-12-31 23:59:59'],
    [4, 'b', null, null, null, null, null, null, null],
    [5, 'b', null, null, null, null, null, null, null],
    [6, 'c', 7, '9223372036854775807', '-0.0', '99999999.99', '', true, '9999-12-31 23:59:59'],
    [7, null, -5, -1, 'Infinity', '0.01', 'Z', true, '0001-01-01 00:00:00'],
    [8, null, 5, 1, 0, '0.00', 'é', false, '1970-01-01 00:00:00'],
    [9, 'd', 4, 4, 4, '4.00', 'm', true, '2024-02-29 00:00:00'],
    [10, 'd', 4, 4, 4, '4.00', 'm', true, '2024-02-29 00:00:00'],
    [11, 'd', 1, 3, -2, '0.50', 'n', false, '2024-02-28 00:00:00'],
  ],
}
const EMPTY: TableData = { schema: T.schema, rows: [] }
const ONE: TableData = { schema: T.schema, rows: T.rows.slice(0, 1) }

/** Every family of aggregates; each is computed by group, over everything, over nothing and over one row. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  'count and count_if': [
    'count(*)',
    'count(i)',
    'count(i, x)',
    'count(DISTINCT i)',
    'count(DISTINCT i, s)',
    'count_if(b)',
    'count(1)',
    'count(NULL)',
  ],
  'sum and avg': [
    'sum(i)',
    'sum(d)',
    'avg(i)',
    'avg(d)',
    'mean(i)',
    'sum(DISTINCT i)',
    'avg(DISTINCT i)',
    'try_sum(l)',
    'try_avg(d)',
    'sum(if(isnan(x), NULL, x))',
    'avg(if(isnan(x), NULL, x))',
    'sum(x)',
    'avg(x)',
  ],
  'min and max': [
    'min(i)',
    'max(i)',
    'min(x)',
    'max(x)',
    'min(s)',
    'max(s)',
    'min(d)',
    'max(d)',
    'min(b)',
    'max(b)',
    'min(t)',
    'max(t)',
    'min(l)',
    'max(l)',
    'max(array(i))',
    'min(struct(i, s))',
  ],
  'min_by and max_by': ['min_by(s, i)', 'max_by(s, id)', 'max_by(s, x)', 'min_by(id, t)', 'max_by(i, s)'],
  'logic and bits': [
    'bool_and(b)',
    'bool_or(b)',
    'every(b)',
    'some(b)',
    'any(b)',
    'bit_and(i)',
    'bit_or(i)',
    'bit_xor(i)',
  ],
  'collections in order': [
    'collect_list(i)',
    'collect_list(s)',
    'sort_array(collect_set(i))',
    'sort_array(collect_set(s))',
    'array_agg(i)',
    'first(i)',
    'last(i)',
    'first(i, true)',
    'last(i, true)',
    'first_value(s) IGNORE NULLS',
    'any_value(g)',
    'size(collect_set(x))',
  ],
  percentiles: [
    'percentile(i, 0.5)',
    'percentile(i, array(0, 0.25, 1))',
    'median(i)',
    'percentile_cont(0.5) WITHIN GROUP (ORDER BY i)',
    'percentile_disc(0.5) WITHIN GROUP (ORDER BY i)',
    'percentile_cont(0.25) WITHIN GROUP (ORDER BY i DESC)',
    'mode(i, true)',
    'percentile(i, 0.3, id)',
    'median(d)',
    'mode(s, true)',
  ],
  approximate: [
    'approx_count_distinct(s)',
    'approx_count_distinct(i, 0.01)',
    'percentile_approx(i, 0.5)',
    'percentile_approx(i, array(0.0, 0.5, 1.0), 100)',
    'approx_percentile(d, 0.5)',
  ],
  'with filter': [
    'count(*) FILTER (WHERE i > 1)',
    'sum(i) FILTER (WHERE b)',
    'avg(i) FILTER (WHERE false)',
    'count(DISTINCT s) FILTER (WHERE id > 1)',
    'collect_list(id) FILTER (WHERE i IS NULL)',
    "max(s) FILTER (WHERE g <=> 'a')",
  ],
  'within expressions': [
    'sum(i) + count(*)',
    'sum(i + id)',
    "concat(max(s), '!')",
    'round(avg(i), 2)',
    'CASE WHEN count(*) > 2 THEN max(i) END',
    'coalesce(sum(i), 0) = 0',
    'sum(CASE WHEN b THEN 1 ELSE 0 END)',
    'max(i) - min(i)',
    'sum(id) / count(id)',
    'max(length(s))',
    '5',
  ],
}

const STATISTICS = [
  'stddev(i)',
  'stddev_samp(i)',
  'stddev_pop(i)',
  'variance(i)',
  'var_samp(i)',
  'var_pop(i)',
  'std(i)',
  'stddev(d)',
  'variance(x)',
  'skewness(i)',
  'kurtosis(i)',
  'corr(i, id)',
  'covar_pop(i, id)',
  'covar_samp(i, id)',
  'regr_count(i, id)',
  'regr_slope(i, id)',
  'regr_avgx(i, id)',
  'regr_r2(i, id)',
  'stddev(i) > 1',
  'regr_intercept(i, id)',
]

const select = (list: readonly string[]): string => list.map((e, n) => `${e} AS c${n}`).join(', ')

function familyOf(name: string, list: readonly string[], tolerance?: number): ParityCase[] {
  const columns = select(list)
  return [
    {
      name: `aggregates: ${name}, by group`,
      tables: { t: T },
      query: `SELECT g, ${columns} FROM t GROUP BY g`,
      tolerance,
    },
    {
      name: `aggregates: ${name}, over everything, nothing and one row`,
      tables: { t: T, e: EMPTY, o: ONE },
      query: `SELECT 'all' AS rows, ${columns} FROM t UNION ALL SELECT 'none', ${columns} FROM e UNION ALL SELECT 'one', ${columns} FROM o`,
      tolerance,
    },
  ]
}

export const cases: readonly ParityCase[] = [
  ...Object.entries(LISTS).flatMap(([name, list]) => familyOf(name, list)),
  ...familyOf('statistics', STATISTICS, 1e-12),
  {
    name: 'aggregates: no groups of nothing',
    tables: { e: EMPTY },
    query: 'SELECT g, count(*), sum(i) FROM e GROUP BY g',
  },
  { name: 'aggregates: sum that overflows', query: 'SELECT sum(v) FROM VALUES (9223372036854775807L), (1L) AS t(v)' },
  {
    name: 'aggregates: sum of decimals that overflows',
    query: 'SELECT sum(v) FROM VALUES (99999999999999999999999999999999999999BD), (1BD) AS t(v)',
  },
  {
    name: 'aggregates: types',
    tables: { t: T },
    query:
      'SELECT sum(i), sum(l - 9223372036854775807L) FILTER (WHERE l > 20), sum(x), sum(d), avg(i), avg(d), count(*), min(s), max(b), stddev(i), collect_list(d), percentile(i, 0.5), approx_count_distinct(i), sum(CAST(i AS FLOAT)), sum(CAST(i AS TINYINT)) FROM t',
  },
  {
    name: 'aggregates: sum of intervals',
    query: "SELECT sum(v), avg(v), min(v), max(v) FROM VALUES (INTERVAL '1' DAY), (INTERVAL '2' DAY), (NULL) AS t(v)",
  },
  {
    name: 'aggregates: approx_count_distinct of many',
    query: 'SELECT approx_count_distinct(id), approx_count_distinct(id % 100), count(DISTINCT id) FROM range(20000)',
    tolerance: 0.06,
  },
  {
    name: 'aggregates: percentile_approx of many',
    query: 'SELECT percentile_approx(id, array(0.01, 0.5, 0.99), 1000) FROM range(20000)',
    // Each may be 20 of 20,000 ranks off, which is much of the 200th value.
    tolerance: 0.2,
  },
  {
    name: 'aggregates: histogram_numeric',
    query: 'SELECT histogram_numeric(col, 5) FROM VALUES (0), (1), (2), (10) AS tab(col)',
  },
  {
    name: 'aggregates: the most frequent values',
    query: 'SELECT approx_top_k(v, 2) FROM VALUES (1), (1), (1), (2), (2), (3) AS t(v)',
  },
  {
    name: 'aggregates: listagg',
    tables: { t: T },
    query:
      "SELECT g, listagg(s, ',') WITHIN GROUP (ORDER BY id), string_agg(s, '|') WITHIN GROUP (ORDER BY s DESC) FROM t GROUP BY g",
  },
  {
    name: 'aggregates: mode among equals',
    query:
      'SELECT mode(v) FILTER (WHERE v <> 2), mode(v, true), mode() WITHIN GROUP (ORDER BY v DESC) FROM VALUES (1), (1), (2), (2), (3) AS t(v)',
  },
  {
    name: 'aggregates: an aggregate within an aggregate is refused',
    tables: { t: T },
    query: 'SELECT sum(count(*)) FROM t',
  },
  {
    name: 'aggregates: a column that is not grouped is refused',
    tables: { t: T },
    query: 'SELECT s, count(*) FROM t GROUP BY g',
  },
  { name: 'aggregates: sum of text casts it', tables: { t: T }, query: 'SELECT sum(g) FROM t' },
  {
    name: 'aggregates: an aggregate in where is refused',
    tables: { t: T },
    query: 'SELECT g FROM t WHERE count(*) > 1',
  },
]
