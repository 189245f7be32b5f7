import type { HostValue } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import { call, callTyped, type Typed, typed } from './testing/call.ts'

const list = (value: HostValue[]): Typed => typed('list<int32>', value)

/** Answers are Spark's. */
test.each<[string, HostValue | Typed, HostValue | Typed, boolean | null]>([
  ['eq', typed('decimal(3,1)', 10n), typed('decimal(5,3)', 1000n), true],
  ['lt', typed('decimal(3,1)', 11n), 1, false],
  ['eq', typed('decimal(2,1)', 15n), 1.5, true],
  ['eq', typed('float', Number.NaN), typed('float', Number.NaN), true],
  ['gt', typed('date', 1), typed('timestamp', 1n), true],
  ['eq', typed('date', 0), '1970-01-01', true],
  ['eq', true, 'true', true],
  ['eq', typed('interval_day', 86_400_000_000n), typed('interval_hour', 86_400_000_000n), true],
  ['lt', list([1, null]), list([1, 2]), true],
  ['eq', list([1, null]), list([1, null]), true],
  ['eq', typed('struct<a:int32>', [1]), typed('struct<b:int64>', [1n]), true],
  ['lt', new Uint8Array([1]), new Uint8Array([1, 0]), true],
  ['equalNullSafe', null, null, true],
  ['equalNullSafe', 1, null, false],
  ['equalNullSafe', 'a', 'a', true],
  ['equalNullSafe', typed('decimal(2,1)', null), typed('decimal(2,1)', 1n), false],
])('%s(%o, %o)', (name, a, b, expected) => {
  expect(call(name, a, b)).toBe(expected)
})

test.each([
  ['eq', typed('map<int32,int32>', { keys: [], values: [] }), typed('map<int32,int32>', { keys: [], values: [] })],
  ['lt', typed('interval', null), typed('interval', null)],
  ['eq', 1, typed('date', 1)],
  ['eq', typed('interval_ym', 1), typed('interval_dt', 1n)],
])('%s(%o, %o) does not fit', (name, a, b) => {
  expect(() => call(name, a, b)).toThrow('DATATYPE_MISMATCH')
})

describe('in', () => {
  const node = (value: number | null) => ({ kind: 'literal', type: value === null ? 'void' : 'int32', value }) as const
  test.each<[HostValue | Typed, (number | null)[], boolean | null]>([
    [2, [1, 2], true],
    [3, [1, 2], false],
    [3, [1, null], null],
    [1, [1, null], true],
    [typed('int32', null), [1], null],
    [typed('int64', 2n ** 60n), [1, 2], false],
    [typed('decimal(2,1)', 20n), [1, 2], true],
    ['2', [1, 2], true],
  ])('%o in %o', (value, elements, expected) => {
    expect(call('in', value, ...elements.map(node))).toBe(expected)
  })
  test('elements that are columns', () => {
    expect(call('in', 'b', 'a', 'b')).toBe(true)
    expect(call('in', 'c', 'a', null)).toBeNull()
    expect(call('in', 1, 2)).toBe(false)
  })
})

test('between', () => {
  expect(call('between', 2, 1, 3)).toBe(true)
  expect(call('between', 0, 1, null)).toBe(false)
  expect(call('between', 2, 1, typed('int32', null))).toBeNull()
  expect(call('between', typed('decimal(2,1)', 15n), 1, 2)).toBe(true)
})

describe('choices', () => {
  test.each<[string, (HostValue | Typed)[], Typed]>([
    ['if', [true, 1, typed('int64', 2n)], typed('int64', 1n)],
    ['nvl', [typed('decimal(2,1)', null), 2], typed('decimal(11,1)', 20n)],
    ['nvl2', [null, 'a', 'b'], typed('string', 'b')],
    ['nullif', [1, 1], typed('int32', null)],
    ['nullif', ['a', 'b'], typed('string', 'a')],
    ['zeroifnull', [typed('int32', null)], typed('int32', 0)],
    ['nullifzero', [0], typed('int32', null)],
    ['greatest', [1, null, 3.5], typed('double', 3.5)],
    ['greatest', [typed('double', Number.NaN), 1], typed('double', Number.NaN)],
    ['least', ['b', 'a', null], typed('string', 'a')],
    ['nanvl', [typed('double', Number.NaN), 5], typed('double', 5)],
    ['isnan', [typed('double', null)], typed('boolean', false)],
    ['coalesce', [typed('date', null), typed('timestamp', 5n)], typed('timestamp', 5n)],
    ['coalesce', [list([1]), typed('list<double>', [2.5])], typed('list<double>', [1])],
  ])('%s%o', (name, args, expected) => {
    expect(callTyped(name, ...args)).toEqual(expected)
  })
  test('values of no common type', () => {
    expect(() => call('coalesce', 1, typed('date', 1))).toThrow('DATATYPE_MISMATCH')
    expect(() => call('greatest', typed('map<int32,int32>', null), typed('map<int32,int32>', null))).toThrow()
  })
})
