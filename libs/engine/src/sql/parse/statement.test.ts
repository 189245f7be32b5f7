import { expect, test } from 'vitest'
import { positionOf, SqlError } from '../sql-error.ts'
import type { SqlExpression, SqlSelect } from '../syntax.ts'
import { parseStatement } from './statement.ts'

async function select(sql: string): Promise<SqlSelect> {
  const statement = await parseStatement(sql)
  if (statement.kind !== 'query' || statement.query.body.kind !== 'select') throw new Error('no select')
  return statement.query.body
}

/** The tree of an expression with its operators as prefixes. */
function shape(e: SqlExpression): string {
  switch (e.kind) {
    case 'literal':
      return e.text
    case 'name':
      return e.parts.join('.')
    case 'operator':
      return `${e.name}(${e.args.map(shape).join(', ')})`
    case 'like':
      return `${e.negated ? 'not ' : ''}${e.form} ${e.quantifier ?? ''}(${[e.value, ...e.patterns].map(shape).join(', ')})`
    case 'cast':
      return `${shape(e.arg)} as ${e.to}`
    default:
      return e.kind
  }
}

const expressions = async (text: string): Promise<string[]> => (await select(`select ${text}`)).items.map(shape)

async function failure(sql: string): Promise<string> {
  try {
    await parseStatement(sql)
  } catch (error) {
    if (!(error instanceof SqlError) || error.place === null) throw error
    const { line, column } = positionOf(sql, error.place)
    return `${error.code} ${line}:${column}`
  }
  return 'parsed'
}

test('operators bind as in Spark', async () => {
  expect(await expressions('a + b * c || d, a & b + c | d ^ e, not a = b and c or d')).toEqual([
    'concat(add(a, multiply(b, c)), d)',
    'bitwiseOr(bitwiseAnd(a, add(b, c)), bitwiseXor(d, e))',
    'or(and(not(eq(a, b)), c), d)',
  ])
  expect(await expressions('!a is null, a is ! true, +a, - a, -1, - -1, 2 - -1, ~a')).toEqual([
    'not(isNull(a))',
    'not(equalNullSafe(a, true))',
    'positive(a)',
    'negative(a)',
    '-1',
    'negative(-1)',
    'subtract(2, -1)',
    'bitwiseNot(a)',
  ])
  expect(await expressions('a between 1 and 2 and b, a::int::string, a <=> b, a is not distinct from b')).toEqual([
    'and(between(a, 1, 2), b)',
    'a as int32 as string',
    'equalNullSafe(a, b)',
    'equalNullSafe(a, b)',
  ])
})

test('NOT LIKE ANY negates each comparison, NOT before it the whole', async () => {
  expect(await expressions("a not like any ('x', 'y'), not a like any ('x', 'y'), a not like 'x'")).toEqual([
    'not like any(a, x, y)',
    'not(like any(a, x, y))',
    'not(like (a, x))',
  ])
})

test('words are names where the grammar has no use for them', async () => {
  const { items } = await select('select first, rows, t.order, left(a, 1), date, current from t where key')
  expect(items.map(shape)).toEqual(['first', 'rows', 't.order', 'call', 'date', 'current'])
})

test('INTERSECT binds more than UNION and EXCEPT, and what follows a subquery is not its own', async () => {
  const statement = await parseStatement('select 1 except select 2 intersect select 3')
  expect(statement).toMatchObject({ query: { body: { operation: 'except', right: { operation: 'intersect' } } } })
  const union = await parseStatement('select 1 where 1 <= (select 2) union select 3')
  expect(union).toMatchObject({ query: { body: { kind: 'set', left: { kind: 'select' } } } })
})

test('inline tables need no brackets around single values', async () => {
  for (const sql of ['values 1, 2', 'select * from values 1, 2 as t(a)', 'select * from values (1), (2) t(a)']) {
    const { from } = await select(sql)
    expect(from).toMatchObject({ kind: 'inline', values: { rows: [[{ text: '1' }], [{ text: '2' }]] } })
  }
})

test('grouping sets beside keys with and without a comma are not the same', async () => {
  expect((await select('select 1 from t group by a grouping sets ((a), ())')).groupBy).toMatchObject({
    items: [{ kind: 'sets', keys: [{ parts: ['a'] }] }],
  })
  expect((await select('select 1 from t group by a, grouping sets ((b), ())')).groupBy).toMatchObject({
    items: [{ kind: 'key' }, { kind: 'sets', keys: [] }],
  })
})

test('what is not Spark or not supported is refused where it stands', async () => {
  expect(await failure('select a frm b c')).toBe('MILLRACE_ANALYSIS 1:14')
  expect(await failure('select 1,\n  a:b from t')).toBe('MILLRACE_UNSUPPORTED 2:4')
  expect(await failure('select * from t tablesample (10 percent)')).toBe('MILLRACE_UNSUPPORTED 1:17')
  expect(await failure('select * from t |> where a')).toBe('MILLRACE_UNSUPPORTED 1:17')
  expect(await failure('analyze table t')).toBe('MILLRACE_UNSUPPORTED 1:1')
  expect(await failure("select time'10:00'")).toBe('MILLRACE_UNSUPPORTED 1:8')
  expect(await failure('select a = b = (c = d) from t where a < (b) = c')).toBe('parsed')
})

test('statements beside queries', async () => {
  expect(
    await parseStatement("create or replace temp view v using csv options (path '/x', header true)"),
  ).toMatchObject({
    kind: 'createTable',
    name: 'v',
    replace: true,
    format: 'csv',
    options: new Map([
      ['path', '/x'],
      ['header', 'true'],
    ]),
  })
  expect(await parseStatement("set time zone 'Europe/Berlin'")).toMatchObject({
    key: 'spark.sql.session.timeZone',
    value: 'Europe/Berlin',
  })
  expect(await parseStatement('drop view if exists `a b`')).toMatchObject({ kind: 'drop', name: 'a b', ifExists: true })
  expect(await parseStatement('insert into t(a) values (1)')).toMatchObject({
    kind: 'insert',
    name: 't',
    columns: ['a'],
  })
})
