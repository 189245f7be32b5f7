import { expect, test } from 'vitest'
import { SqlSession } from './sql-session.ts'

async function rowsOf(sql: string, session = new SqlSession()): Promise<string[]> {
  const { rows } = await session.execute(sql)
  return rows.map(row => row.map(cell => cell ?? 'NULL').join(' '))
}

test('a recursive query ends when a step gives no rows', async () => {
  expect(
    await rowsOf('with recursive r(n) as (select 1 union all select n + 1 from r where n < 4) select * from r'),
  ).toEqual(['1', '2', '3', '4'])
})

test('a walk down a tree', async () => {
  const sql = `with recursive edges as (select * from values ('a', 'root'), ('b', 'root'), ('c', 'a') as e(node, parent)),
    tree as (select 'root' as node, 0 as depth union all select e.node, depth + 1 from tree t join edges e on e.parent = t.node)
    select node, depth from tree order by depth, node`
  expect(await rowsOf(sql)).toEqual(['root 0', 'a 1', 'b 1', 'c 2'])
})

test('one recursion over another, and each step from the rows of the one before', async () => {
  const sql = `with recursive a(n) as (select 1 union all select n + 1 from a where n < 3),
    b(m, k) as (select n, 0 from a union all select m * 10, k + 1 from b where k < 1) select m from b order by m`
  expect(await rowsOf(sql)).toEqual(['1', '2', '3', '10', '20', '30'])
})

test('what never ends is an error after so many levels, unless so many rows are enough', async () => {
  const endless = 'with recursive r(n) as (select 1 union all select n + 1 from r) select * from r'
  await expect(rowsOf(endless)).rejects.toThrow('[RECURSION_LEVEL_LIMIT_EXCEEDED]')
  expect(await rowsOf(`${endless} limit 3`)).toEqual(['1', '2', '3'])
  const deep =
    'with recursive r(n) max recursion level 200 as (select 1 union all select n + 1 from r where n < 150) select max(n) from r'
  expect(await rowsOf(deep)).toEqual(['150'])
  const session = new SqlSession()
  await session.execute('set spark.sql.cteRecursionLevelLimit = 5')
  await expect(rowsOf(endless.replace('from r)', 'from r where n < 9)'), session)).rejects.toThrow('limit 5')
})

test('a view over a recursion, and a subquery where it begins', async () => {
  const session = new SqlSession()
  await session.execute(
    'create temporary view v as with recursive r(n) as (select (select 2) union all select n + 1 from r where n < 4) select * from r',
  )
  expect(await rowsOf('select sum(n) from v', session)).toEqual(['9'])
})

test.each([
  ['select 1 union select n + 1 from r where n < 3', 'is not supported'],
  ['select 1 union all select n + 1L from r where n < 3', '[INVALID_RECURSIVE_REFERENCE.DATA_TYPE]'],
  ['select 1 union all select n, 2 from r where n < 3', '[NUM_COLUMNS_MISMATCH]'],
])('%s: %s', async (query, message) => {
  await expect(rowsOf(`with recursive r(n) as (${query}) select * from r`)).rejects.toThrow(message)
})
