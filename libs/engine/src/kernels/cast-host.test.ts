import type { HostValue, TypeName } from '@millrace/columns'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveExpression } from '../analyse/resolve.ts'
import { canCast, hostCast } from './cast-host.ts'
import { castText } from './spark-text.ts'

/** The expected values are Spark's; undefined stands for an error. */
function attempt(from: TypeName, to: TypeName, value: HostValue, timeZone?: string): HostValue | undefined {
  try {
    return hostCast(from, to, { timeZone })(value)
  } catch {
    expect(hostCast(from, to, { timeZone, try: true })(value)).toBeNull()
    return undefined
  }
}

describe('from string', () => {
  test.each<[TypeName, string, HostValue | undefined]>([
    ['int32', ' 1 ', 1],
    ['int32', '\t-1\n', -1],
    ['int32', '1.5', undefined],
    ['int32', '', undefined],
    ['int32', '2147483648', undefined],
    ['int8', '-128', -128],
    ['int8', '128', undefined],
    ['int64', '+9223372036854775807', 2n ** 63n - 1n],
    ['float', '0.1', Math.fround(0.1)],
    ['double', '1e400', Infinity],
    ['double', ' 1.5d ', 1.5],
    ['double', '-inf', -Infinity],
    ['double', 'x', undefined],
    ['decimal(5,2)', ' 1.005 ', 101n],
    ['decimal(5,2)', '-1.005', -101n],
    ['decimal(5,2)', '1e2', 10000n],
    ['decimal(5,2)', '999.995', undefined],
    ['decimal(5,2)', '1e999999999', undefined],
    ['decimal(5,2)', '1e-999999999', 0n],
    ['boolean', 'Yes', true],
    ['boolean', 'f', false],
    ['boolean', 'nope', undefined],
    ['date', '2020', 18262],
    ['date', '2020-1-2', 18263],
    ['date', '2020-01-02 rest', 18263],
    ['date', '2020-02-30', undefined],
    ['date', '20-01-01', undefined],
    ['date', '-0001-01-28', -719866],
    ['timestamp_ntz', '1970-01-01T00:00:01.1234567', 1_123_456n],
    ['timestamp_ntz', '1970-01-01 1:2:3', 3_723_000_000n],
    ['timestamp_ntz', '1970-01-01 00:00:00+05:00', 0n],
    ['timestamp_ntz', '12:30', undefined],
    ['timestamp', '1970-01-01 00:00:00 UTC+1', -3_600_000_000n],
    ['timestamp', '1970-01-01 00:00:00Europe/Moscow', -10_800_000_000n],
    ['timestamp', '1970-01-01 25:00:00', undefined],
    ['timestamp', '1970-01-01 00:00:00 Nowhere/Land', undefined],
    ['interval_ym', '1-2', 14],
    ['interval_ym', "INTERVAL -'1-2' YEAR TO MONTH", -14],
    ['interval_ym', '1-12', undefined],
    ['interval_dt', '1 02:03:04.5', 93_784_500_000n],
    ['interval_hour', "INTERVAL '25' HOUR", 90_000_000_000n],
    ['interval_hour', "INTERVAL '25' DAY", undefined],
    ['interval', '1 year -2 days 3.5 seconds', { months: 12, days: -2, microseconds: 3_500_000n }],
    ['interval', 'nothing', null],
  ])('to %s: %j', (to, text, expected) => {
    expect(attempt('string', to, text)).toEqual(expected)
  })
})

test.each<[TypeName, HostValue, TypeName, HostValue | undefined]>([
  ['double', 1.9, 'int32', 1],
  ['double', -1.9, 'int32', -1],
  ['double', Number.NaN, 'int32', undefined],
  ['double', 2 ** 63, 'int64', 2n ** 63n - 1n],
  ['double', 0.1, 'decimal(10,2)', 10n],
  ['double', Number.NaN, 'decimal(10,2)', null],
  ['double', 1e10, 'decimal(5,0)', undefined],
  ['int64', 300n, 'int8', undefined],
  ['int32', 12, 'decimal(3,1)', 120n],
  ['int32', 100, 'decimal(3,1)', undefined],
  ['decimal(5,2)', 199n, 'int32', 1],
  ['decimal(5,2)', -199n, 'decimal(5,1)', -20n],
  ['decimal(5,2)', 12345n, 'double', 123.45],
  ['decimal(5,2)', 0n, 'boolean', false],
  ['boolean', true, 'decimal(3,1)', 10n],
  ['timestamp', -1n, 'int64', -1n],
  ['timestamp', 2n ** 40n, 'int8', undefined],
  ['timestamp', 1_500_000n, 'decimal(10,1)', 15n],
  ['int64', 2n ** 62n, 'timestamp', 2n ** 63n - 1n],
  ['double', 1.5, 'timestamp', 1_500_000n],
  ['interval_day', 86_400_000_000n, 'int8', 1],
  ['interval_second', 1_500_000n, 'decimal(4,1)', 15n],
  ['int32', 3, 'interval_hour', 10_800_000_000n],
  ['interval_dt', 93_784_000_000n, 'interval_day', 86_400_000_000n],
  ['list<string>', ['1', null], 'list<int32>', [1, null]],
  ['map<string,string>', { keys: ['1'], values: ['2'] }, 'map<int32,double>', { keys: [1], values: [2] }],
  ['struct<a:int32,b:string>', [1, '2'], 'struct<x:string,y:int32>', ['1', 2]],
  ['void', null, 'list<int32>', null],
])('%s %o to %s', (from, value, to, expected) => {
  expect(attempt(from, to, value)).toEqual(expected)
})

test('try_cast of nested values takes each element by itself', () => {
  expect(hostCast('list<string>', 'list<int32>', { try: true })(['1', 'x'])).toEqual([1, null])
})

test('the session time zone decides what instants a date and a wall clock are', () => {
  const zone = 'America/Los_Angeles'
  expect(attempt('date', 'timestamp', 0, zone)).toBe(28_800_000_000n)
  expect(attempt('timestamp', 'date', 0n, zone)).toBe(-1)
  expect(attempt('timestamp_ntz', 'timestamp', 0n, zone)).toBe(28_800_000_000n)
  expect(attempt('timestamp', 'timestamp_ntz', 0n, zone)).toBe(-28_800_000_000n)
  expect(attempt('string', 'timestamp', '1970-01-01', zone)).toBe(28_800_000_000n)
})

test.each<[TypeName, TypeName, boolean]>([
  ['boolean', 'timestamp', false],
  ['date', 'int32', false],
  ['binary', 'int32', false],
  ['int32', 'binary', false],
  ['timestamp', 'boolean', false],
  ['timestamp_ntz', 'int64', false],
  ['int32', 'interval_dt', true],
  ['double', 'interval_dt', false],
  ['interval_ym', 'interval_dt', false],
  ['list<date>', 'list<int32>', false],
  ['struct<a:int32>', 'struct<a:int32,b:int32>', false],
  ['map<int32,string>', 'map<string,int32>', true],
])('whether %s may be cast to %s: %o', (from, to, allowed) => {
  expect(canCast(from, to)).toBe(allowed)
})

const MICROS = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n })
const INT64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
test.each<[TypeName, fc.Arbitrary<HostValue>]>([
  ['int8', fc.integer({ min: -128, max: 127 })],
  ['int64', INT64],
  ['float', fc.float()],
  ['double', fc.double()],
  ['decimal(38,12)', fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })],
  ['boolean', fc.boolean()],
  ['date', fc.integer({ min: -800_000, max: 3_000_000 })],
  ['timestamp', MICROS],
  ['timestamp_ntz', MICROS],
  ['interval_ym', fc.integer()],
  ['interval_month', fc.integer()],
  ['interval_dt', INT64],
  ['interval_minute_second', INT64],
  ['interval', fc.record({ months: fc.integer(), days: fc.integer(), microseconds: INT64 })],
])('a %s comes back from its text', (type, values) => {
  const parse = hostCast('string', type)
  const text = castText(type)
  fc.assert(
    fc.property(values, v => {
      expect(parse(text(v))).toEqual(Object.is(v, -0) && !type.match(/float|double/) ? 0 : v)
    }),
    { numRuns: 300 },
  )
})

test('a decimal has at most 38 digits', () => {
  const cast = { kind: 'cast', to: 'decimal(39,0)', arg: { kind: 'literal', type: 'int32', value: 1 } } as const
  expect(() => resolveExpression(cast, [])).toThrow('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION')
})
