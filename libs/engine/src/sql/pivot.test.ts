import { expect, test } from 'vitest'
import { SqlError } from './sql-error.ts'
import { SqlSession } from './sql-session.ts'

const session = new SqlSession()
session.registerRows('hits', 'id int, host string, method string, bytes bigint', [
  [1, 'a', 'GET', 10n],
  [2, 'b', 'GET', 20n],
  [3, 'a', 'POST', null],
  [4, null, null, 5n],
])

async function answer(sql: string): Promise<string[]> {
  const { columns, rows } = await session.execute(sql)
  return [columns.map(c => c.name).join(' '), ...rows.map(row => row.map(cell => cell ?? 'NULL').join(' '))]
}

test('PIVOT groups by what it does not name; nothing is counted where there is no row', async () => {
  const sql =
    'select * from (select host, method from hits) pivot (count(*) for method in ("GET", "POST" as p)) order by host'
  expect(await answer(sql)).toEqual(['host GET p', 'NULL NULL NULL', 'a 1 1', 'b 1 NULL'])
})

test('PIVOT with several aggregates, and of values that Spark does not hold in arrays', async () => {
  const sums =
    'select * from (select method, bytes from hits) pivot (sum(bytes) s, max(bytes) for method in ("GET", null))'
  expect(await answer(sums)).toEqual(['GET_s GET_max(bytes) null_s null_max(bytes)', '30 20 5 5'])
  const lists = 'select * from (select method, host from hits) pivot (collect_list(host) for method in ("GET", "PUT"))'
  expect(await answer(lists)).toEqual(['GET PUT', '["a","b"] []'])
})

test('PIVOT by several columns', async () => {
  const sql =
    'select * from (select host, method, bytes from hits) pivot (sum(bytes) for (host, method) in (("a", "GET"), ("b", "GET") as bg))'
  expect(await answer(sql)).toEqual(['{a, GET} bg', '10 20'])
})

test('UNPIVOT leaves rows out that are null, unless told to keep them', async () => {
  const sql =
    'select * from (select id, id * 2 as twice, bytes from hits where id > 2) unpivot (v for k in (twice, bytes as b)) order by id, k'
  expect(await answer(sql)).toEqual(['id k v', '3 twice 6', '4 b 5', '4 twice 8'])
  const all = sql.replace('unpivot', 'unpivot include nulls')
  expect(await answer(all)).toEqual(['id k v', '3 b NULL', '3 twice 6', '4 b 5', '4 twice 8'])
})

test('UNPIVOT of tuples', async () => {
  const sql =
    'select k, v, w from hits unpivot ((v, w) for k in ((id, bytes), (bytes, id) as other)) where host = "a" order by v, w, k'
  expect(await answer(sql)).toEqual(['k v w', 'other NULL 3', 'id_bytes 1 10', 'id_bytes 3 NULL', 'other 10 1'])
})

test.each([
  ['select * from hits pivot (abs(id) for method in ("GET"))', '[_LEGACY_ERROR_TEMP_1006]'],
  ['select * from hits pivot (sum(id) for method in (host))', '[NON_LITERAL_PIVOT_VALUES]'],
  ['select * from hits pivot (sum(id) for nope in ("GET"))', '[UNRESOLVED_COLUMN.WITH_SUGGESTION]'],
  ['select * from hits pivot (sum(id) in ("GET"))', '[PARSE_SYNTAX_ERROR]'],
  ['select * from hits unpivot (v for k in (host, id))', '[UNPIVOT_VALUE_DATA_TYPE_MISMATCH]'],
  ['select * from hits unpivot (v for k in ((host, id)))', '[UNPIVOT_VALUE_SIZE_MISMATCH]'],
  ['select * from hits unpivot (v for k in (id + 1))', '[UNPIVOT_REQUIRES_ATTRIBUTES]'],
])('%s: %s', async (sql, message) => {
  const error = await session.execute(sql).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(SqlError)
  expect((error as SqlError).message).toContain(message)
  expect((error as SqlError).place).not.toBe(null)
})
