import { expect, test } from 'vitest'
import { SqlSession } from './sql-session.ts'

async function rowsOf(sql: string, session = new SqlSession()): Promise<string[]> {
  const { rows } = await session.execute(sql)
  return rows.map(row => row.map(cell => cell ?? 'NULL').join(' '))
}

test('IN a subquery beside nulls: unknown as a whole part of a condition and for NULL itself, false elsewhere', async () => {
  const from = 'from values (1),(null),(3) t(y)'
  expect(
    await rowsOf('select null in (select 3), cast(null as int) not in (select 3), null in (select 3 where false)'),
  ).toEqual(['NULL NULL false'])
  expect(await rowsOf(`select y ${from} where (y in (select 3)) is null`)).toEqual([])
  expect(await rowsOf(`select y ${from} where (y in (select 3)) is not null`)).toEqual(['1', 'NULL', '3'])
  expect(await rowsOf(`select y ${from} where coalesce(y in (select 3), true)`)).toEqual(['3'])
  expect(await rowsOf(`select y ${from} where not (y in (select 3) or y = 7)`)).toEqual(['1'])
  expect(await rowsOf(`select y ${from} where y not in (select 3) or y is null`)).toEqual(['1', 'NULL'])
  expect(await rowsOf(`select y ${from} where not (y not in (select 3))`)).toEqual(['3'])
  expect(await rowsOf(`select not (y in (select 3) and y > 0) ${from}`)).toEqual(['true', 'NULL', 'false'])
})

test.each([
  // What Spark 4.1.1 gives.
  ["select try_cast(concat('1', c) as int) from values (chr(160)), (chr(127)), (chr(9)) t(c)", ['NULL', '1', '1']],
  [
    "select try_cast(concat('1', c) as double) from values (chr(160)), (chr(127)), (chr(9)) t(c)",
    ['NULL', 'NULL', '1.0'],
  ],
  ["select timestampdiff(MONTH, timestamp'2024-03-31 01:30:00', timestamp'2024-02-29 12:34:56')", ['0']],
  ["select timestampdiff(MONTH, timestamp'2024-03-31 01:30:00', timestamp'2024-02-29 01:00:00')", ['-1']],
  ["select length(base64(repeat('a', 57))), length(base64(repeat('a', 58)))", ['76 82']],
  ["select hex(encode('', 'UTF-16')), quote('a\\\\b'), mask('😀', 'X', 'x', 'n', 'o')", [" 'a\\b' oo"]],
  [
    "select format_number(0.126, '0.0%'), format_number(12.5, '¤0.00'), format_number(0.5, '0‰')",
    ['12.6% $12.50 500‰'],
  ],
  ['select try_cast(1e300D as timestamp)', ['NULL']],
  ["select try_add('x', 1), try_divide('x', 2), try_subtract('3', 1), try_multiply('x', 2)", ['NULL NULL 2 NULL']],
  ["select to_json(map(date'2020-01-01', 1)), to_json(map(interval 1 day, 1))", ['{"18262":1} {"86400000000":1}']],
  ["select typeof(1 / 0), typeof(cast('x' as int))", ['double int']],
  ["select to_csv(struct(' a ', 1, 'b,c')), to_csv(struct('  '))", ['a,1,"b,c" ""']],
  ["select from_csv(' 1 ', 'a int'), from_csv(' 1.5', 'a double')", ['{"a":null} {"a":1.5}']],
  [
    'select try_sum(d) over (order by i rows between 1 preceding and current row) from values (1, 9223372036854775807), (2, -9223372036854775808), (3, 15) t(i, d)',
    ['9223372036854775807', '-1', '-9223372036854775793'],
  ],
  [
    'select try_sum(d) over (order by i rows between current row and unbounded following) from values (1, -5), (2, 9223372036854775807), (3, 1) t(i, d)',
    ['9223372036854775803', 'NULL', '1'],
  ],
])('%s', async (sql, expected) => {
  expect(await rowsOf(sql)).toEqual(expected)
})

test.each([
  ['select make_date(999999999, 1, 1)', 'ARITHMETIC_OVERFLOW'],
  ["select sequence(date'2020-01-01', date'2020-01-03', interval 12 hours)", 'whole days or months'],
])('%s is an error', async (sql, message) => {
  await expect(rowsOf(sql)).rejects.toThrow(message)
})

test('months between two days: seconds of a day on which clocks are changed are those that have passed', async () => {
  const session = new SqlSession()
  await session.execute("set time zone 'America/New_York'")
  const sql =
    "select months_between(d, timestamp'2024-11-30 00:00:00') from values (timestamp'2024-03-10 03:00:00') t(d)"
  expect(await rowsOf(sql, session)).toEqual(['-8.64247312'])
})
