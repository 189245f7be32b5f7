import type { HostValue, TypeName } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { doubleText, floatText } from './java-number-text.ts'
import { castText, hiveText, typeText } from './spark-text.ts'

/** The expected texts are what Spark 4.1 prints. */
test.each<[TypeName, HostValue, string, string]>([
  ['boolean', true, 'true', 'true'],
  ['int64', -5n, '-5', '-5'],
  ['double', 1e10, '1.0E10', '1.0E10'],
  ['float', Math.fround(0.1), '0.1', '0.1'],
  ['decimal(38,18)', 0n, '0.000000000000000000', '0.000000000000000000'],
  ['decimal(5,2)', -5n, '-0.05', '-0.05'],
  ['date', -719528, '0000-01-01', '0000-01-01'],
  ['timestamp', 1_500_000n, '1970-01-01 00:00:01.5', '1970-01-01 00:00:01.5'],
  ['timestamp_ntz', -1n, '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999'],
  ['interval_ym', 37, "INTERVAL '3-1' YEAR TO MONTH", '3-1'],
  ['interval_dt', 259_201_000_000n, "INTERVAL '3 00:00:01' DAY TO SECOND", '3 00:00:01.000000000'],
  ['interval_day', 86_400_000_000n, "INTERVAL '1' DAY", '1 00:00:00.000000000'],
  ['interval_minute_second', -61_500_000n, "INTERVAL '-01:01.5' MINUTE TO SECOND", '-0 00:01:01.500000000'],
  [
    'interval',
    { months: 14, days: 3, microseconds: 3_661_500_000n },
    ...twice('1 years 2 months 3 days 1 hours 1 minutes 1.5 seconds'),
  ],
  ['interval', { months: 0, days: 0, microseconds: 0n }, ...twice('0 seconds')],
  ['list<string>', ['a', null], '[a, null]', '["a",null]'],
  ['map<int32,string>', { keys: [2, 1], values: ['b', null] }, '{2 -> b, 1 -> null}', '{1:null,2:"b"}'],
  ['struct<a:int32,b:list<double>>', [1, [0.5]], '{1, [0.5]}', '{"a":1,"b":[0.5]}'],
  ['binary', new Uint8Array([0x61, 0x62]), 'ab', 'ab'],
])('%s %o', (type, value, cast, hive) => {
  expect(castText(type)(value)).toBe(cast)
  expect(hiveText(type)(value)).toBe(hive)
})

function twice(text: string): [string, string] {
  return [text, text]
}

test('timestamps are shown in the session time zone', () => {
  expect(castText('timestamp', 'America/Los_Angeles')(0n)).toBe('1969-12-31 16:00:00')
  expect(castText('timestamp', 'America/Los_Angeles')(-5_000_000_000_000_000n)).toBe('1811-07-23 07:13:42')
})

test.each([
  [0.001, '0.001'],
  [9.99e-4, '9.99E-4'],
  [9_999_999, '9999999.0'],
  [1e7, '1.0E7'],
  [123_456_789.5, '1.234567895E8'],
  [-0, '-0.0'],
  [5e-324, '4.9E-324'],
  [2e23, '2.0E23'],
  [-Infinity, '-Infinity'],
])('Double.toString(%d)', (value, text) => {
  expect(doubleText(value)).toBe(text)
})

test('texts of floating-point numbers give them back', () => {
  fc.assert(fc.property(fc.double(), v => Object.is(Number(doubleText(v)), v)))
  fc.assert(fc.property(fc.float(), v => Object.is(Math.fround(Number(floatText(v))), v)))
})

test('names of types', () => {
  expect(typeText('map<int64,list<struct<a:int8>>>')).toBe('map<bigint,array<struct<a:tinyint>>>')
  expect(typeText('interval_day_hour')).toBe('interval day to hour')
})
