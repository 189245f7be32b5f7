import { expect, test } from 'vitest'
import { SqlSession } from './sql-session.ts'

const session = new SqlSession()
session.registerRows('logs', 'id int, host string, status int', [
  [1, 'a', 200],
  [2, 'b', 200],
  [3, 'a', 401],
  [4, 'c', 500],
  [5, 'a', 304],
  [6, null, 404],
])
session.registerRows('hosts', 'host string, region string', [
  ['a', 'eu'],
  ['b', 'us'],
  ['e', 'eu'],
  [null, 'xx'],
])

async function rowsOf(sql: string): Promise<string[]> {
  const { rows } = await session.execute(sql)
  return rows.map(row => row.map(cell => cell ?? 'NULL').join(' '))
}

test.each([
  [
    'a value without an aggregation',
    'select id, (select region from hosts h where h.host = l.host) from logs l',
    ['1 eu', '2 us', '3 eu', '4 NULL', '5 eu', '6 NULL'],
  ],
  [
    'a value by an inequality, also where there are no rows',
    'select id, (select count(*) from logs m where m.host = l.host and m.id < l.id) from logs l',
    ['1 0', '2 0', '3 1', '4 0', '5 2', '6 0'],
  ],
  [
    'a value of a union',
    'select id, (select sum(x) from (select id as x from logs m where m.id < l.id union all select 1)) from logs l where id < 4',
    ['1 1', '2 2', '3 4'],
  ],
  [
    'EXISTS by an inequality as a value',
    'select id, exists (select 1 from logs m where m.id > l.id and m.host = l.host) from logs l',
    ['1 true', '2 false', '3 true', '4 false', '5 false', '6 false'],
  ],
  [
    'IN and NOT IN as values: never NULL',
    'select id, host in (select h.host from hosts h where l.id > 0), host not in (select h.host from hosts h where l.id > 0) from logs l where id in (1, 4, 6)',
    ['1 true false', '4 false false', '6 false false'],
  ],
  [
    'IN of several columns',
    'select id from logs where (host, id) in (select host, min(id) from logs group by host)',
    ['1', '2', '4'],
  ],
  [
    'the first rows of each',
    'select h.host, x.id from hosts h, lateral (select id from logs l where l.host = h.host order by id desc limit 2) x order by 1, 2',
    ['a 3', 'a 5', 'b 2'],
  ],
  [
    'a generator over outer columns',
    'select h.host, x from hosts h, lateral (select explode(array(h.host, h.region)) as x) where h.host = "b"',
    ['b b', 'b us'],
  ],
  [
    'about groups',
    'select host from logs l group by host having count(*) > (select count(*) from hosts h where h.host = l.host) order by host',
    ['NULL', 'a', 'c'],
  ],
  [
    'in the condition of an outer join',
    'select l.id, h.region from logs l left join hosts h on l.host = h.host and l.id in (select m.id from logs m where m.host = l.host and m.status < 300) order by 1',
    ['1 eu', '2 us', '3 NULL', '4 NULL', '5 NULL', '6 NULL'],
  ],
])('%s', async (_, sql, rows) => {
  expect((await rowsOf(sql)).sort()).toEqual(rows.toSorted())
})

test('more than one row for a value is an error, at the subquery', async () => {
  const sql = 'select id, (select status from logs m where m.host = l.host) from logs l'
  await expect(rowsOf(sql)).rejects.toThrow('[SCALAR_SUBQUERY_TOO_MANY_ROWS]')
})

test('rows that are others when computed again are refused', async () => {
  const sql = 'select (select max(id) from logs m where m.id < l.x) from (select rand() * id as x from logs) l'
  await expect(rowsOf(sql)).rejects.toThrow('beside random values')
})
