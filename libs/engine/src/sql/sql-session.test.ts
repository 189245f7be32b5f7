import { expect, test } from 'vitest'
import { SqlError } from './sql-error.ts'
import { SqlSession } from './sql-session.ts'

function sessionWithTables(): SqlSession {
  const session = new SqlSession()
  session.registerRows('emp', 'id int, dept string, salary bigint', [
    [1, 'a', 10n],
    [2, 'a', 30n],
    [3, 'b', 20n],
    [4, null, null],
  ])
  session.registerRows('dept', 'name string, city string', [
    ['a', 'Ulm'],
    ['c', 'Bonn'],
    [null, 'none'],
  ])
  return session
}

async function rowsOf(sql: string, session = sessionWithTables()): Promise<string[]> {
  const { rows } = await session.execute(sql)
  return rows.map(row => row.map(cell => cell ?? 'NULL').join(' '))
}

test('names and types of columns are as Spark gives them', async () => {
  const { columns } = await sessionWithTables().execute(
    'select emp.ID, salary + 1, count(*) over (), cast(id as string), 1.50 x, x * 2 from emp',
  )
  expect(columns).toEqual([
    { name: 'ID', type: 'int' },
    { name: '(salary + 1)', type: 'bigint' },
    { name: 'count(1) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)', type: 'bigint' },
    { name: 'id', type: 'string' },
    { name: 'x', type: 'decimal(3,2)' },
    { name: '(x * 2)', type: 'decimal(5,2)' },
  ])
})

test('groups, conditions on groups, order by what is not selected', async () => {
  expect(
    await rowsOf(
      'select dept, sum(salary) from emp group by dept having count(*) > 1 or dept is null order by max(id) desc',
    ),
  ).toEqual(['NULL NULL', 'a 40'])
  expect(await rowsOf('select max(salary) - min(salary) from emp where id < 0')).toEqual(['NULL'])
  // HAVING sees the key, ORDER BY the new name.
  expect(await rowsOf('select sum(id) as dept from emp group by dept having dept > "" order by dept desc')).toEqual([
    '3',
    '3',
  ])
  await expect(rowsOf('select id from emp group by dept')).rejects.toThrow('[MISSING_AGGREGATION]')
})

test('rollup: subtotals, and which keys a row is over', async () => {
  expect(
    await rowsOf(
      'select dept, id > 2, count(*), grouping_id(), grouping(dept) from emp where dept is not null group by rollup(dept, id > 2) order by all',
    ),
  ).toEqual(['NULL NULL 3 3 1', 'a NULL 2 1 0', 'a false 2 0 0', 'b NULL 1 1 0', 'b true 1 0 0'])
})

test('joins of every type', async () => {
  const on = (type: string): string => `select e.id, d.city from emp e ${type} dept d on e.dept = d.name order by 1, 2`
  expect(await rowsOf(on('join'))).toEqual(['1 Ulm', '2 Ulm'])
  expect(await rowsOf(on('left join'))).toEqual(['1 Ulm', '2 Ulm', '3 NULL', '4 NULL'])
  expect(await rowsOf(on('right join'))).toEqual(['NULL Bonn', 'NULL none', '1 Ulm', '2 Ulm'])
  expect(await rowsOf(on('full join'))).toEqual(['NULL Bonn', 'NULL none', '1 Ulm', '2 Ulm', '3 NULL', '4 NULL'])
  expect(await rowsOf('select id from emp left anti join dept on dept = name order by 1')).toEqual(['3', '4'])
  expect(await rowsOf('select id from emp left semi join dept on dept <=> name order by 1')).toEqual(['1', '2', '4'])
  expect(await rowsOf('select count(*) from emp, dept')).toEqual(['12'])
  expect(await rowsOf('select id, city from emp join dept on length(city) = id order by 1, 2')).toEqual([
    '3 Ulm',
    '4 Bonn',
    '4 none',
  ])
})

test('USING merges its columns; each side still has its own', async () => {
  const session = sessionWithTables()
  await session.execute('create temporary view d as select name dept, city from dept')
  expect(await rowsOf('select * from emp full join d using (dept) order by id, city', session)).toEqual([
    'c NULL NULL Bonn',
    'NULL NULL NULL none',
    'a 1 10 Ulm',
    'a 2 30 Ulm',
    'b 3 20 NULL',
    'NULL 4 NULL NULL',
  ])
  expect(await rowsOf('select emp.*, d.dept from emp left join d using (dept) where id = 3', session)).toEqual([
    '3 b 20 NULL',
  ])
})

test('set operations with and without ALL', async () => {
  const both = (operation: string): string => `values (1), (1), (null) ${operation} values (1), (null), (null), (2)`
  expect((await rowsOf(both('union'))).sort()).toEqual(['1', '2', 'NULL'])
  expect((await rowsOf(both('intersect all'))).sort()).toEqual(['1', 'NULL'])
  expect((await rowsOf(both('intersect'))).sort()).toEqual(['1', 'NULL'])
  expect(await rowsOf(both('except all'))).toEqual(['1'])
  expect(await rowsOf(both('except'))).toEqual([])
  expect((await sessionWithTables().execute('select 1 union all select 2.5')).columns).toEqual([
    { name: '1', type: 'decimal(11,1)' },
  ])
})

test('subqueries, alone and looking at the rows around them', async () => {
  expect(await rowsOf('select id from emp where salary > (select avg(salary) from emp)')).toEqual(['2'])
  expect(
    await rowsOf('select id from emp e where exists (select 1 from dept d where d.name = e.dept) order by 1'),
  ).toEqual(['1', '2'])
  expect(await rowsOf('select city, (select count(*) from emp where dept = name) n from dept order by 1')).toEqual([
    'Bonn 0',
    'Ulm 2',
    'none 0',
  ])
  expect(await rowsOf('select name from dept where name not in (select dept from emp where dept is not null)')).toEqual(
    ['c'],
  )
  // A null among them: nothing is certainly not in.
  expect(await rowsOf('select name from dept where name not in (select dept from emp)')).toEqual([])
  const lateral = (join: string): string =>
    `select city, id from dept ${join} lateral (select id from emp where dept = name) l order by 1, 2`
  expect(await rowsOf(lateral('join'))).toEqual(['Ulm 1', 'Ulm 2'])
  expect(await rowsOf(lateral('left join'))).toEqual(['Bonn NULL', 'Ulm 1', 'Ulm 2', 'none NULL'])
  expect(await rowsOf('select n from emp, lateral (select id * 2 as n) where id < 3 order by 1')).toEqual(['2', '4'])
  await expect(rowsOf('select (select id from emp)')).rejects.toThrow('SCALAR_SUBQUERY_TOO_MANY_ROWS')
})

test('limits, with queries, lateral aliases, generators', async () => {
  expect(await rowsOf('select id from emp order by id limit 2 offset 1')).toEqual(['2', '3'])
  expect(await rowsOf('with a(x) as (select id from emp), b as (select x + 1 y from a) select max(y) from b')).toEqual([
    '5',
  ])
  expect(await rowsOf('select id + 1 as n, n * 2 as m from emp where id = 1')).toEqual(['2 4'])
  expect(await rowsOf('select id, c from emp lateral view posexplode(split(dept, "")) p as i, c where id < 2')).toEqual(
    ['1 a'],
  )
  expect(await rowsOf('select 1 union all select 2 limit 1')).toEqual(['1'])
  expect(await rowsOf('select * from (select 1 a limit 0 + 1)')).toEqual(['1'])
  await expect(rowsOf('select 1 limit -1')).rejects.toThrow('IS_NEGATIVE')
})

test('no rows keep their columns', async () => {
  const result = await sessionWithTables().execute(
    'select dept, count(*) n from emp where false group by dept order by n',
  )
  expect(result).toEqual({
    columns: [
      { name: 'dept', type: 'string' },
      { name: 'n', type: 'bigint' },
    ],
    rows: [],
  })
})

test('views and tables of a session', async () => {
  const session = sessionWithTables()
  await session.execute('create temporary view v as select id, salary from emp where id < 3')
  expect(await rowsOf('select a.id, b.salary from v a join v b on a.id = b.id + 1', session)).toEqual(['2 10'])
  await expect(session.execute('create temporary view V as select 1')).rejects.toThrow('ALREADY_EXISTS')
  await session.execute('create table t (a int, b string)')
  await session.execute("insert into t values ('1', 2), (null, null)")
  expect(await rowsOf('select * from t order by a', session)).toEqual(['NULL NULL', '1 2'])
  await session.execute('drop table t')
  await expect(session.execute('select * from t')).rejects.toThrow('[TABLE_OR_VIEW_NOT_FOUND]')
})

test('a session is refused in a time zone that there is not', () => {
  for (const timeZone of ['Mars/Olympus', '', '+25:00']) {
    expect(() => new SqlSession({ timeZone })).toThrow(`'${timeZone}' is not a time zone; expected a region`)
  }
})

test('the time zone of a session, and settings that would change answers', async () => {
  const session = new SqlSession({ timeZone: 'America/Los_Angeles' })
  expect(await rowsOf("select cast(timestamp'2020-07-01 00:00:00Z' as string)", session)).toEqual([
    '2020-06-30 17:00:00',
  ])
  await session.execute("set time zone 'UTC'")
  expect(await rowsOf("select cast(timestamp'2020-07-01 00:00:00Z' as string)", session)).toEqual([
    '2020-07-01 00:00:00',
  ])
  await session.execute('set spark.sql.shuffle.partitions=5')
  await expect(session.execute('set spark.sql.ansi.enabled=false')).rejects.toThrow('is not supported')
})

test('what depends on tasks in Spark: equal rows of a sort, seeds, OFFSET', async () => {
  const groups = 'values (1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2), (null, 1), (3, null), (null, null) as t(a, b)'
  expect(await rowsOf(`select b from ${groups} group by a, b order by a`)).toEqual([
    'NULL',
    '1',
    '2',
    '1',
    '1',
    '2',
    '1',
    '2',
    'NULL',
  ])
  expect(await rowsOf('select uniform(10, 20, 0) from values (0), (1), (2)')).toEqual(['17', '16', '15'])
  await expect(rowsOf('select * from emp where id in (select id from emp offset 2)')).rejects.toThrow('OFFSET')
})

test('what follows a query in FROM without a name is no part of it', async () => {
  expect(await rowsOf('select count(*) from (select 1) union all select 5')).toEqual(['1', '5'])
  expect(await rowsOf('select count(*) from emp e join (select 2) union all select 5')).toEqual(['4', '5'])
  expect(await rowsOf('select count(*) from emp e, (select 2) except select 4')).toEqual([])
  expect(await rowsOf('select count(*) from ((select 1) x) union all select 5')).toEqual(['1', '5'])
  expect(await rowsOf('select count(*) from ((select 1)) union all select 5')).toEqual(['1', '5'])
})

test('time windows of a table: rows without a time are in none, and in several where they overlap', async () => {
  const times = "values (timestamp'2024-01-01 00:01:30'), (timestamp'2024-01-01 00:02:10'), (null) as t(at)"
  const windows = (of: string): Promise<string[]> =>
    rowsOf(`select date_format(window.start, 'mm:ss') s, count(*) from ${times} group by window(at, ${of}) order by s`)
  expect(await windows("'2 minutes'")).toEqual(['00:00 1', '02:00 1'])
  expect(await windows("'2 minutes', '1 minute'")).toEqual(['00:00 1', '01:00 2', '02:00 1'])
  expect(await rowsOf(`select window(at, '1 minute').start from ${times}`)).toHaveLength(2)
})

test('signs of intervals', async () => {
  expect(await rowsOf("select interval -'-1-1' year to month, interval -'1-1' year to month")).toEqual(['1-1 -1-1'])
})

test('NULL IN (no rows) is false, and NULL in the legacy way', async () => {
  const session = sessionWithTables()
  const query = 'select null in (select id from emp where false), null not in (select id from emp where false)'
  expect(await rowsOf(query, session)).toEqual(['false true'])
  await session.execute('set spark.sql.legacy.nullInEmptyListBehavior=true')
  expect(await rowsOf(query, session)).toEqual(['NULL NULL'])
})

test('errors say where: in the text, in analysis, in a script', async () => {
  const failure = async (sql: string, script?: string): Promise<unknown> => {
    const part = script === undefined ? {} : { script, start: script.indexOf(sql) }
    const error = await sessionWithTables()
      .execute(sql, part)
      .catch((e: unknown) => e)
    if (!(error instanceof SqlError)) throw error
    return [error.code, /\[[\w.]+\]/.exec(error.message)?.[0], / \(line .*\)$/.exec(error.message)?.[0]]
  }
  expect(await failure('select idd from emp')).toEqual([
    'MILLRACE_ANALYSIS',
    '[UNRESOLVED_COLUMN.WITH_SUGGESTION]',
    ' (line 1, column 8)',
  ])
  expect(await failure('select 1,\n  id + array(1) from emp')).toMatchObject([
    'MILLRACE_ANALYSIS',
    expect.anything(),
    ' (line 2, column 3)',
  ])
  expect(await failure('select nope(1)', 'select 1;\nselect nope(1)')).toEqual([
    'MILLRACE_ANALYSIS',
    '[UNRESOLVED_ROUTINE]',
    ' (line 2, column 8)',
  ])
  expect(await failure('select * from a.b.c')).toMatchObject([
    'MILLRACE_ANALYSIS',
    '[TABLE_OR_VIEW_NOT_FOUND]',
    expect.anything(),
  ])
})

test('a with query of random rows is not run twice', async () => {
  await expect(rowsOf('with r as (select rand() x) select * from r union all select * from r')).rejects.toThrow(
    'is not supported',
  )
})
