import { expect, test } from 'vitest'
import { SqlSession } from './sql-session.ts'

async function session(): Promise<SqlSession> {
  const made = new SqlSession()
  made.registerRows('Logs', 'host string, n bigint', [])
  await made.execute('create temp view show_v as select host, count(*) c, array(1.5) l from logs group by host')
  await made.execute('create table show_t (a int, b struct<c: string, d: timestamp>)')
  return made
}

const rowsOf = async (sql: string, from?: SqlSession): Promise<string[]> =>
  (await (from ?? (await session())).execute(sql)).rows.map(row => row.map(cell => cell ?? 'NULL').join(' '))

test('SHOW TABLES and SHOW VIEWS: columns and rows as Spark has them', async () => {
  const made = await session()
  expect((await made.execute('show tables')).columns).toEqual([
    { name: 'namespace', type: 'string' },
    { name: 'tableName', type: 'string' },
    { name: 'isTemporary', type: 'boolean' },
  ])
  expect(await rowsOf('SHOW TABLES', made)).toEqual(['default show_t false', ' logs true', ' show_v true'])
  expect((await made.execute('show views')).columns[1]).toEqual({ name: 'viewName', type: 'string' })
  expect(await rowsOf("show views in default like '*s'", made)).toEqual([' logs true'])
  expect(await rowsOf("show tables 'show_*'", made)).toEqual(['default show_t false', ' show_v true'])
  expect(await rowsOf("show tables like 'LOGS|show_v*'", made)).toEqual([' logs true', ' show_v true'])
  expect(await rowsOf("show tables like '('", made)).toEqual([])
  await made.execute('create or replace temp view logs as select host from logs')
  await made.execute('drop view show_v')
  await made.execute('drop table show_t')
  expect(await rowsOf('show tables', made)).toEqual([' logs true'])
})

test('DESCRIBE of views, tables and queries', async () => {
  const made = await session()
  for (const sql of ['desc show_v', 'describe table `show_v`', 'desc extended show_v', 'desc formatted show_v']) {
    expect(await rowsOf(sql, made)).toEqual(['host string NULL', 'c bigint NULL', 'l array<decimal(2,1)> NULL'])
  }
  expect((await made.execute('describe logs')).columns.map(c => c.name)).toEqual(['col_name', 'data_type', 'comment'])
  expect(await rowsOf('describe show_t', made)).toEqual(['a int NULL', 'b struct<c:string,d:timestamp> NULL'])
  expect(await rowsOf('describe query select n + 1 as m from logs', made)).toEqual(['m bigint NULL'])
  expect(await rowsOf('desc with s as (select 1 a) select * from s', made)).toEqual(['a int NULL'])
  await expect(made.execute('describe nope')).rejects.toThrow(/TABLE_OR_VIEW_NOT_FOUND.*`nope`.*column 10/)
  await expect(made.execute('describe extended show_t')).rejects.toMatchObject({ code: 'MILLRACE_UNSUPPORTED' })
  await expect(made.execute('describe function sum')).rejects.toMatchObject({ code: 'MILLRACE_UNSUPPORTED' })
})

test('SHOW FUNCTIONS lists what queries may call', async () => {
  const made = await session()
  const all = await rowsOf('show functions', made)
  expect(all).toEqual([...new Set(all)].sort())
  expect(all).toEqual(
    expect.arrayContaining(['%', 'and', 'avg', 'explode', 'lcase', 'mean', 'rank', 'to_char', 'when']),
  )
  expect(all.filter(name => /[A-Z]|^is_null$|^add$/.test(name))).toEqual([])
  expect(await rowsOf("show system functions like 'date_f*|LCASE'", made)).toEqual([
    'date_format',
    'date_from_unix_date',
    'lcase',
  ])
  expect(await rowsOf('show functions rank', made)).toEqual(['rank'])
  expect(await rowsOf('show user functions', made)).toEqual([])
})

test('other forms are refused where they stand', async () => {
  for (const [sql, code] of [
    ['show databases', 'MILLRACE_UNSUPPORTED'],
    ['show tables in other', 'MILLRACE_UNSUPPORTED'],
    ['show tables like', 'MILLRACE_ANALYSIS'],
    ["show tables 'a' 'b'", 'MILLRACE_ANALYSIS'],
    ['describe', 'MILLRACE_ANALYSIS'],
  ]) {
    await expect((await session()).execute(sql)).rejects.toMatchObject({ code })
  }
})
