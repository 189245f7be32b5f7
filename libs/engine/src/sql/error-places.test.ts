import { expect, test } from 'vitest'
import { SqlError } from './sql-error.ts'
import { SqlSession } from './sql-session.ts'

const session = new SqlSession()
session.registerRows('t', 'x int, s string', [
  [1, 'a'],
  [2, '7'],
])

/** The error's class and the piece of the statement that it is about. */
async function failure(sql: string): Promise<readonly [string | undefined, string | null]> {
  const error = await session.execute(sql).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof SqlError)) throw new Error(`${sql}: ${String(error)}`)
  const { message, place } = error
  return [/^\[([\w.]+)\]/.exec(message)?.[1], place === null ? null : sql.slice(place.start, place.end)]
}

test.each([
  ['select 1 + (2/0)', 'DIVIDE_BY_ZERO', '2/0'],
  ['select case when x > 1 then x / (x - 2) else 1 end from t', 'DIVIDE_BY_ZERO', 'x / (x - 2)'],
  ['select x from t where cast(s as int) > 1', 'CAST_INVALID_INPUT', 'cast(s as int)'],
  ["select '12x'::int", 'CAST_INVALID_INPUT', "'12x'::int"],
  ['select transform(array(1, 0), y -> 10 / y)', 'DIVIDE_BY_ZERO', '10 / y'],
  ['select (array(1, 2))[5]', 'INVALID_ARRAY_INDEX', '(array(1, 2))[5]'],
  ["select 'abc' + 1", 'CAST_INVALID_INPUT', "'abc' + 1"],
  ['select sum(x) / 0 from t', 'DIVIDE_BY_ZERO', 'sum(x) / 0'],
  ['select 1 from t where x = 2147483647 + x', 'ARITHMETIC_OVERFLOW', '2147483647 + x'],
])('the place of an error of values: %s', async (sql, errorClass, fragment) => {
  expect(await failure(sql)).toEqual([errorClass, fragment])
})

test.each([
  ['select x + array(1) from t', 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', 'x + array(1)'],
  ['select upper(x, 1) from t', 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION', 'upper(x, 1)'],
  ['select add_intervals(1, 2)', 'UNRESOLVED_ROUTINE', 'add_intervals(1, 2)'],
  ['select case when s then 1 end from t', 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', 'case when s then 1 end'],
])('the place of an error of types: %s', async (sql, errorClass, fragment) => {
  expect(await failure(sql)).toEqual([errorClass, fragment])
})

test('a view has the places of its own text, not of the statement that uses it', async () => {
  await session.execute('create or replace temporary view divided as select x / 0 as y from t')
  expect(await failure('select y from divided')).toEqual(['DIVIDE_BY_ZERO', null])
})

test.each([
  ['select x, from t', 'TRAILING_COMMA_IN_SELECT', ','],
  ['select x from t where x in ()', 'PARSE_SYNTAX_ERROR', 'x'],
  ['select x, count(*) from t', 'MISSING_GROUP_BY', 'x'],
  ['select lag(x, 1, 0) over (order by x rows between 1 preceding and 2 preceding) from t', undefined, 'lag(x, 1, 0)'],
  ['select x from t where x', 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', 'x'],
  ['select 1 union select 1, 2 from t', 'NUM_COLUMNS_MISMATCH', '1'],
  ['select cast(x as nosuch) from t', 'UNSUPPORTED_DATATYPE', 'nosuch'],
  ["select parse_url('::bad', 'HOST')", 'INVALID_URL', "parse_url('::bad', 'HOST')"],
  ['select sum(y) from values (9223372036854775807), (1L) as v(y)', 'ARITHMETIC_OVERFLOW', 'sum(y)'],
])('%s', async (sql, errorClass, fragment) => {
  expect(await failure(sql)).toEqual([errorClass, fragment])
})
