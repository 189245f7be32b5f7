import type { HostValue, TypeName } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import { analysisContext } from '../../analyse/context.ts'
import { resolveExpression } from '../../analyse/resolve.ts'
import { hostReader } from '../../operators/host-values.ts'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import { ExpressionKernel } from '../kernel.ts'
import { castText } from '../spark-text.ts'
import { call, callTyped, type Typed, typed } from './testing/call.ts'

const cast = (text: string, to: TypeName): ExpressionNode => ({
  kind: 'cast',
  to,
  arg: { kind: 'literal', type: 'string', value: text },
})
const date = (text: string): ExpressionNode => cast(text, 'date')
const time = (text: string): ExpressionNode => cast(text, 'timestamp')

/** The text of a call in a session time zone. */
function text(name: string, args: readonly ExpressionNode[], timeZone = 'UTC'): string | null {
  const context = analysisContext({ timeZone, now: 1_700_000_000_123_456n })
  const e = resolveExpression({ kind: 'call', name, args }, [], [], context)
  const value = hostReader(new ExpressionKernel(e).evaluate({ schema: [], length: 1, columns: [] }) as never)(0)
  return value === null ? null : castText(e.type, timeZone)(value)
}

const lit = (value: string | number | null): ExpressionNode => ({
  kind: 'literal',
  type: value === null ? 'void' : typeof value === 'string' ? 'string' : 'int32',
  value,
})

/** Answers are Spark's. */
test.each<[string, (ExpressionNode | string | number)[], string | null]>([
  ['year', [date('-0001-02-03')], '-1'],
  ['quarter', [date('2024-12-31')], '4'],
  ['dayofweek', [date('2007-02-03')], '7'],
  ['weekday', [date('2007-02-03')], '5'],
  ['dayofyear', [date('1582-10-15')], '288'],
  ['weekofyear', [date('2008-02-20')], '8'],
  ['dayname', [date('2024-03-10')], 'Sun'],
  ['monthname', [date('2024-03-10')], 'Mar'],
  ['second', [time('1969-12-31 23:59:58.5')], '58'],
  ['dateAdd', [date('2011-11-11'), 1], '2011-11-12'],
  ['dateSub', ['2011-11-11', '1'], '2011-11-10'],
  ['datediff', ['2009-07-31', '2009-07-30'], '1'],
  ['lastDay', [date('2009-01-12')], '2009-01-31'],
  ['nextDay', ['2015-07-23', 'Mon'], '2015-07-27'],
  ['addMonths', [date('2016-08-31'), 1], '2016-09-30'],
  ['monthsBetween', ['1997-02-28 10:30:00', '1996-10-30'], '3.94959677'],
  ['trunc', [date('2019-08-04'), 'week'], '2019-07-29'],
  ['trunc', [date('2009-02-12'), 'nothing'], null],
  ['dateTrunc', ['quarter', time('2015-08-05 09:32:05.359')], '2015-07-01 00:00:00'],
  ['dateTrunc', ['millisecond', time('2015-03-05 09:32:05.123456')], '2015-03-05 09:32:05.123'],
  ['extract', ['sec', time('2019-10-01 01:00:01.000001')], '1.000001'],
  ['extract', ['minutes', cast('5 03:02:01', 'interval_dt')], '2'],
  ['datePart', ['doy', date('2019-08-12')], '224'],
  ['makeDate', [2019, 2, 28], '2019-02-28'],
  ['makeTimestamp', [2014, 12, 28, 6, 30, cast('45.887', 'decimal(16,6)')], '2014-12-28 06:30:45.887'],
  ['makeTimestamp', [2019, 6, 30, 23, 59, 60], '2019-07-01 00:00:00'],
  ['tryMakeTimestamp', [2019, 6, 31, 0, 0, 0], null],
  [
    'makeInterval',
    [100, 11, 1, 1, 12, 30, cast('1.001001', 'decimal(18,6)')],
    '100 years 11 months 8 days 12 hours 30 minutes 1.001001 seconds',
  ],
  ['makeDtInterval', [1, 12, 30], "INTERVAL '1 12:30:00' DAY TO SECOND"],
  ['makeYmInterval', [1, 2], "INTERVAL '1-2' YEAR TO MONTH"],
  ['timestampSeconds', [cast('1230219000.123', 'decimal(20,3)')], '2008-12-25 15:30:00.123'],
  ['timestampMillis', [cast('-1', 'int64')], '1969-12-31 23:59:59.999'],
  ['unixSeconds', [time('1969-12-31 23:59:59.999999')], '-1'],
  ['unixMillis', [time('1969-12-31 23:59:59.999999')], '-1'],
  ['unixDate', [date('1970-01-02')], '1'],
  ['timestampAdd', ['month', -1, time('2022-03-31 01:02:03')], '2022-02-28 01:02:03'],
  ['timestampAdd', ['week', 2, date('2022-02-25')], '2022-03-11 00:00:00'],
  ['timestampDiff', ['month', time('2022-02-14 01:02:03'), time('2022-01-14 01:02:04')], '0'],
  ['timestampDiff', ['year', date('2021-01-01'), date('1900-03-28')], '-120'],
  [
    'convertTimezone',
    ['Europe/Brussels', 'America/Los_Angeles', cast('2021-12-06 00:00:00', 'timestamp_ntz')],
    '2021-12-05 15:00:00',
  ],
  ['toUtcTimestamp', ['2016-08-31', 'Asia/Seoul'], '2016-08-30 15:00:00'],
  ['fromUtcTimestamp', ['2016-08-31', 'Asia/Seoul'], '2016-08-31 09:00:00'],
  ['toDate', ['26/10/2015', 'dd/MM/yyyy'], '2015-10-26'],
  ['toTimestamp', ['2019-10-06 10:11:12.1234', 'yyyy-MM-dd HH:mm:ss.SSSSSS'], '2019-10-06 10:11:12.1234'],
  ['tryToTimestamp', ['2016-13-31', 'yyyy-MM-dd'], null],
  ['tryToDate', ['x'], null],
  ['dateFormat', [date('2016-04-08'), 'y'], '2016'],
  ['fromUnixtime', [0, 'yyyy-MM-dd HH:mm:ss'], '1970-01-01 00:00:00'],
  ['toUnixTimestamp', ['2016-04-08', 'yyyy-MM-dd'], '1460073600'],
])('%s%o', (name, args, expected) => {
  expect(
    text(
      name,
      args.map(a => (typeof a === 'object' ? a : lit(a))),
    ),
  ).toBe(expected)
})

describe('session time zone', () => {
  const zone = 'America/New_York'
  test.each<[string, ExpressionNode[], string]>([
    ['hour', [time('1970-01-01 00:00:00Z')], '19'],
    ['year', [time('1970-01-01 00:00:00Z')], '1969'],
    ['dateTrunc', [lit('day'), time('2024-03-10 12:00:00')], '2024-03-10 00:00:00'],
    ['timestampAdd', [lit('day'), lit(1), time('2024-03-09 12:00:00')], '2024-03-10 12:00:00'],
    ['timestampAdd', [lit('hour'), lit(24), time('2024-03-09 12:00:00')], '2024-03-10 13:00:00'],
    ['add', [time('2024-03-09 12:00:00'), cast('1', 'interval_day')], '2024-03-10 12:00:00'],
    ['fromUnixtime', [lit(0)], '1969-12-31 19:00:00'],
    ['dateFormat', [time('2024-07-01 00:00:00'), lit('VV z XXX')], 'America/New_York EDT -04:00'],
    ['toTimestamp', [lit('2024-07-01 00 +00'), lit('yyyy-MM-dd HH X')], '2024-06-30 20:00:00'],
    ['currentDate', [], '2023-11-14'],
    ['currentTimestamp', [], '2023-11-14 17:13:20.123456'],
    ['localtimestamp', [], '2023-11-14 17:13:20.123456'],
    ['currentTimezone', [], zone],
    ['unixTimestamp', [], '1700000000'],
  ])('%s%o', (name, args, expected) => {
    expect(text(name, args, zone)).toBe(expected)
  })
})

describe('arithmetic', () => {
  const day = 86_400_000_000n
  test.each<[string, Typed, Typed | number, TypeName, HostValue]>([
    ['add', typed('date', 0), 7, 'date', 7],
    ['add', typed('date', 0), typed('interval_day', day), 'date', 1],
    ['add', typed('date', 0), typed('interval_hour', day / 24n), 'timestamp', day / 24n],
    ['subtract', typed('date', 31), typed('interval_ym', 1), 'date', 0],
    ['subtract', typed('date', 3), typed('date', 1), 'interval_day', 2n * day],
    ['subtract', typed('timestamp', day), typed('date', 0), 'interval_dt', day],
    ['add', typed('interval_ym', 1), typed('timestamp', 0n), 'timestamp', 31n * day],
    ['add', typed('interval_day', day), typed('interval_hour', day / 24n), 'interval_day_hour', (day / 24n) * 25n],
    ['multiply', typed('interval_dt', 5n), typed('decimal(2,1)', 15n), 'interval_dt', 8n],
    ['divide', typed('interval_ym', 5), 2, 'interval_ym', 3],
    ['divide', typed('interval_dt', -5n), 2, 'interval_dt', -3n],
    ['div', typed('interval_ym', 14), typed('interval_year', 12), 'int64', 1n],
    ['tryAdd', typed('interval_dt', 2n ** 63n - 1n), typed('interval_dt', 1n), 'interval_dt', null],
    ['tryDivide', typed('interval_ym', 1), 0, 'interval_ym', null],
  ])('%s(%o, %o)', (name, a, b, type, value) => {
    expect(callTyped(name, a, b)).toEqual({ type, value })
  })
  test('calendar intervals', () => {
    const interval = { months: 1, days: 2, microseconds: 3n }
    expect(call('add', typed('interval', interval), typed('interval', interval))).toEqual({
      months: 2,
      days: 4,
      microseconds: 6n,
    })
    expect(call('add', typed('timestamp', 0n), typed('interval', interval))).toBe(33n * day + 3n)
    expect(call('multiply', typed('interval', interval), 1.5)).toEqual({ months: 1, days: 3, microseconds: 5n })
  })
  test.each<[string, Typed, Typed | number, string]>([
    [
      'add',
      typed('date', 0),
      typed('interval', { months: 0, days: 0, microseconds: 1n }),
      'INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION',
    ],
    ['divide', typed('interval_dt', 1n), 0, 'INTERVAL_DIVIDED_BY_ZERO'],
    ['multiply', typed('interval_ym', 2 ** 30), 2, 'ARITHMETIC_OVERFLOW'],
    ['add', typed('interval_ym', 1), typed('interval_dt', 1n), 'DATATYPE_MISMATCH'],
    ['add', typed('date', 1), typed('date', 1), 'DATATYPE_MISMATCH'],
    ['multiply', typed('date', 1), 2, 'DATATYPE_MISMATCH'],
  ])('%s(%o, %o) raises %s', (name, a, b, error) => {
    expect(() => call(name, a, b)).toThrow(error)
  })
})

test.each<[string, (string | number)[], string]>([
  ['nextDay', ['2015-07-23', 'xx'], 'ILLEGAL_DAY_OF_WEEK'],
  ['makeDate', [2000, 13, 1], 'DATETIME_FIELD_OUT_OF_BOUNDS'],
  ['makeTimestamp', [1, 1, 1, 1, 1, 61], 'DATETIME_FIELD_OUT_OF_BOUNDS'],
  ['toTimestamp', ['02-29', 'MM-dd'], 'CANNOT_PARSE_TIMESTAMP'],
  ['toTimestamp', ['2020', 'YYYY'], 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION'],
  ['fromUtcTimestamp', ['2016-08-31', 'Nowhere'], 'INVALID_TIMEZONE'],
  ['extract', ['nothing', '2016-08-31'], 'DATATYPE_MISMATCH'],
  ['timestampAdd', ['parsec', 1, '2016-08-31'], 'DATATYPE_MISMATCH'],
])('%s%o raises %s', (name, args, error) => {
  expect(() => text(name, args.map(lit))).toThrow(error)
})
