import { type ColumnBatch, Dictionary } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import { resolveExpression } from '../analyse/resolve.ts'
import type { Expr } from '../api/expr.ts'
import { coalesce, col, concat, hour, length, lit, timestampAdd, toDate, when } from '../api/scalar-functions.ts'
import { batchFrom, columnFrom, type Value, valuesOf } from '../operators/testing/columns.ts'
import { ExpressionKernel, PredicateKernel } from './kernel.ts'

const compile = (e: Expr<never, unknown>, batch: ColumnBatch) =>
  new ExpressionKernel(resolveExpression(e.node, batch.schema))
const evaluate = (e: Expr<never, unknown>, batch: ColumnBatch): Value[] => valuesOf(compile(e, batch).evaluate(batch))

const MAX = 2n ** 63n - 1n
const MIN = -(2n ** 63n)

describe('logic', () => {
  const values = [true, true, true, false, false, false, null, null, null]
  const others = [true, false, null, true, false, null, true, false, null]
  const batch = batchFrom({ a: ['boolean', values], b: ['boolean', others] })

  test('and', () => {
    expect(evaluate(col('a').and(col('b')), batch)).toEqual([true, false, null, false, false, false, null, false, null])
  })
  test('or', () => {
    expect(evaluate(col('a').or(col('b')), batch)).toEqual([true, true, true, true, false, null, true, null, null])
  })
  test('not', () => {
    expect(evaluate(col('a').not(), batch)).toEqual([false, false, false, true, true, true, null, null, null])
  })
  test('is null', () => {
    expect(evaluate(col('b').isNull(), batch).filter(Boolean)).toHaveLength(3)
    expect(evaluate(col('b').isNotNull(), batch).filter(Boolean)).toHaveLength(6)
  })
  test('the right side is not evaluated once the left one decides', () => {
    const zero = batchFrom({ n: ['int32', [0, 4]] })
    expect(
      evaluate(
        col('n')
          .neq(0)
          .and(lit(8).div(col('n')).gt(1)),
        zero,
      ),
    ).toEqual([false, true])
    expect(
      evaluate(
        col('n')
          .eq(0)
          .or(lit(8).div(col('n')).gt(1)),
        zero,
      ),
    ).toEqual([true, true])
  })
})

describe('comparison', () => {
  test.each([
    ['int16', [1, 2, null], 2, [false, true, null]],
    ['int32', [1, 2, null], 2, [false, true, null]],
    ['int64', [MAX, 2n, null], 2n, [false, true, null]],
    ['double', [Number.NaN, 2, null], 2, [false, true, null]],
    ['string', ['x', '2', null], '2', [false, true, null]],
  ] as const)('%s = constant', (type, values, constant, expected) => {
    expect(evaluate(col('v').eq(constant), batchFrom({ v: [type, values] }))).toEqual(expected)
  })

  test('doubles: NaN equals NaN and is above everything, -0.0 equals 0.0', () => {
    const batch = batchFrom({
      a: ['double', [Number.NaN, Number.NaN, -0, Number.NaN, 1]],
      b: ['double', [Number.NaN, Infinity, 0, 1, Number.NaN]],
    })
    expect(evaluate(col('a').eq(col('b')), batch)).toEqual([true, false, true, false, false])
    expect(evaluate(col('a').gt(col('b')), batch)).toEqual([false, true, false, true, false])
    expect(evaluate(col('a').lt(col('b')), batch)).toEqual([false, false, false, false, true])
  })

  test('strings by UTF-8 bytes, not by UTF-16 units', () => {
    const batch = batchFrom({
      a: ['string', ['\u{ffff}', 'a', 'a', '']],
      b: ['string', ['\u{10000}', 'ab', 'a', null]],
    })
    expect(evaluate(col('a').lt(col('b')), batch)).toEqual([true, true, false, null])
    expect(evaluate(col('a').lte(col('b')), batch)).toEqual([true, true, true, null])
  })

  test('int64 beyond 2^53 is compared exactly', () => {
    const batch = batchFrom({ a: ['int64', [2n ** 53n, MAX, MIN]], b: ['int64', [2n ** 53n + 1n, MAX, MAX]] })
    expect(evaluate(col('a').lt(col('b')), batch)).toEqual([true, false, true])
    expect(evaluate(col('a').eq(col('b')), batch)).toEqual([false, true, false])
  })

  test('a string beside a number is read as that number', () => {
    const batch = batchFrom({ s: ['string', ['12', ' 7 ']], n: ['int32', [12, 8]] })
    expect(evaluate(col('s').eq(col('n')), batch)).toEqual([true, false])
  })
})

describe('arithmetic', () => {
  test('int32 overflow is an error', () => {
    const batch = batchFrom({ n: ['int32', [2147483647]] })
    expect(() => evaluate(col('n').plus(1), batch)).toThrow(
      expect.objectContaining({ code: 'MILLRACE_ARITHMETIC', message: expect.stringContaining('ARITHMETIC_OVERFLOW') }),
    )
    expect(evaluate(col('n').cast('int64').plus(1), batch)).toEqual([2147483648n])
  })

  test('int16 stays int16', () => {
    const batch = batchFrom({ a: ['int16', [32767]], b: ['int16', [1]] })
    expect(() => evaluate(col('a').plus(col('b')), batch)).toThrow('ARITHMETIC_OVERFLOW')
    expect(compile(col('a').minus(col('b')), batch).expression.type).toBe('int16')
  })

  test('int64 is exact on both sides of 2^53', () => {
    const batch = batchFrom({ n: ['int64', [9007199254740991n, 5n, null]] })
    expect(evaluate(col('n').plus(2n), batch)).toEqual([9007199254740993n, 7n, null])
    expect(evaluate(col('n').times(3n), batch)).toEqual([27021597764222973n, 15n, null])
    expect(evaluate(col('n').negate(), batch)).toEqual([-9007199254740991n, -5n, null])
  })

  test('int64 overflow is an error', () => {
    const batch = batchFrom({ n: ['int64', [MAX]], m: ['int64', [MIN]] })
    expect(() => evaluate(col('n').plus(1), batch)).toThrow('ARITHMETIC_OVERFLOW')
    expect(() => evaluate(col('m').negate(), batch)).toThrow('ARITHMETIC_OVERFLOW')
    expect(() => evaluate(col('n').times(col('m')), batch)).toThrow('ARITHMETIC_OVERFLOW')
  })

  test('division gives doubles; by zero it is an error unless a side is null', () => {
    const batch = batchFrom({ a: ['int64', [7n, null]], b: ['int32', [2, 0]] })
    expect(evaluate(col('a').div(col('b')), batch)).toEqual([3.5, null])
    expect(() => evaluate(lit(1.5).div(col('b')), batch)).toThrow('DIVIDE_BY_ZERO')
  })

  test('0 * -1 is the integer 0', () => {
    const batch = batchFrom({ n: ['int32', [0]] })
    expect(Object.is(evaluate(col('n').times(-1).cast('double'), batch)[0], 0)).toBe(true)
  })
})

describe('conditional', () => {
  const batch = batchFrom({
    n: ['int32', [1, 2, 3, null]],
    s: ['string', ['one', null, 'three', null]],
    t: ['string', ['a', 'b', 'c', null]],
  })
  test('when takes the first true branch', () => {
    const e = when(col('n').eq(1), 'first').when(col('n').lte(2), col('t')).otherwise(col('s'))
    expect(evaluate(e, batch)).toEqual(['first', 'b', 'three', null])
  })
  test('when without otherwise is null', () => {
    expect(evaluate(when(col('n').gt(1), col('n').times(10)), batch)).toEqual([null, 20, 30, null])
  })
  test('a branch that is not taken raises no error', () => {
    expect(evaluate(when(col('n').neq(1), lit(6).div(col('n').minus(1))).otherwise(0), batch)).toEqual([0, 6, 3, 0])
  })
  test('coalesce across dictionaries', () => {
    expect(evaluate(coalesce('s', 't', lit('none')), batch)).toEqual(['one', 'b', 'three', 'none'])
    expect(compile(coalesce('s', lit('none')), batch).expression.nullable).toBe(false)
  })
  test('branches meet in their common type', () => {
    expect(evaluate(coalesce(lit(null), col('n'), lit(5n)), batch)).toEqual([1n, 2n, 3n, 5n])
  })
})

describe('text', () => {
  test('concat is null when a part is', () => {
    const batch = batchFrom({ p: ['string', ['/a', '/b', null]], q: ['string', ['x=1', null, 'y']] })
    expect(evaluate(concat('p', lit('?'), 'q'), batch)).toEqual(['/a?x=1', null, null])
    expect(evaluate(concat('p', lit('?')), batch)).toEqual(['/a?', '/b?', null])
    expect(evaluate(concat(lit('a'), lit('b')), batch)).toEqual(['ab', 'ab', 'ab'])
    expect(evaluate(concat('p', 'q', 'p'), batch)).toEqual(['/ax=1/a', null, null])
  })
  test('length counts characters, of binaries bytes', () => {
    const batch = batchFrom({
      s: ['string', ['', 'é€😀', null]],
      b: ['binary', [new Uint8Array(3), null, new Uint8Array(0)]],
    })
    expect(evaluate(length('s'), batch)).toEqual([0, 3, null])
    expect(evaluate(length('b'), batch)).toEqual([3, null, 0])
  })
  test('memos follow a replaced dictionary', () => {
    const schema = [{ name: 's', type: 'string', nullable: true }] as const
    const e = coalesce(concat('s', lit('!')), 's')
    const kernel = new ExpressionKernel(resolveExpression(e.node, schema))
    const run = (values: string[], dictionary: Dictionary): Value[] =>
      valuesOf(kernel.evaluate({ schema, length: values.length, columns: [columnFrom('string', values, dictionary)] }))
    const first = new Dictionary(16)
    expect(run(['a', 'b'], first)).toEqual(['a!', 'b!'])
    expect(run(['c', 'a'], first)).toEqual(['c!', 'a!'])
    expect(run(['x', 'y'], new Dictionary(16))).toEqual(['x!', 'y!'])
  })
})

describe('time', () => {
  const us = (iso: string): bigint => BigInt(Date.parse(iso)) * 1000n
  const batch = batchFrom({
    time: ['timestamp', [us('1995-07-01T03:59:59Z'), us('1969-12-31T23:59:59Z'), null]],
    offset: ['int16', [-240, 60, 0]],
  })
  test('days and hours of local time', () => {
    const local = timestampAdd('minute', 'offset', 'time')
    expect(evaluate(toDate(local), batch)).toEqual(['1995-06-30', '1970-01-01', null])
    expect(evaluate(hour(local), batch)).toEqual([23, 0, null])
    expect(evaluate(hour('time'), batch)).toEqual([3, 23, null])
  })
  test('far timestamps are exact', () => {
    const far = batchFrom({ t: ['timestamp', [MAX, MIN, -1n]] })
    expect(evaluate(hour('t'), far)).toEqual([4, 19, 23])
    expect(() => evaluate(timestampAdd('microsecond', 1, 't'), far)).toThrow('ARITHMETIC_OVERFLOW')
  })
})

describe('cast', () => {
  test.each([
    ['int32', [-5, null], 'string', ['-5', null]],
    ['int64', [MAX], 'string', ['9223372036854775807']],
    ['double', [1, 0.1, 1e10, Number.NaN, 1.5e-7], 'string', ['1.0', '0.1', '1.0E10', 'NaN', '1.5E-7']],
    ['boolean', [true, false, null], 'string', ['true', 'false', null]],
    [
      'timestamp',
      [0n, 1_500_000n, -1n],
      'string',
      ['1970-01-01 00:00:00', '1970-01-01 00:00:01.5', '1969-12-31 23:59:59.999999'],
    ],
    ['string', [' 42 ', '-9223372036854775808'], 'int64', [42n, MIN]],
    ['string', ['1e3', 'NaN', '-Infinity'], 'double', [1000, Number.NaN, -Infinity]],
    ['string', ['1995-07-01', '1995-7-1'], 'date', ['1995-07-01', '1995-07-01']],
    ['string', ['1970-01-01 00:00:01.5', '1970-01-01T01:00:00+01:00'], 'timestamp', [1_500_000n, 0n]],
    ['string', ['t', 'FALSE'], 'boolean', [true, false]],
    ['double', [-1.9, 1.9], 'int32', [-1, 1]],
    ['double', [2 ** 62], 'int64', [2n ** 62n]],
    ['int64', [2n ** 53n + 1n], 'double', [9007199254740992]],
    ['boolean', [true], 'int64', [1n]],
    ['int32', [0, 2], 'boolean', [false, true]],
    ['timestamp', [-1n], 'int64', [-1n]],
    ['date', [1], 'timestamp', [86_400_000_000n]],
    ['string', ['é'], 'binary', [new Uint8Array([0xc3, 0xa9])]],
    ['binary', [new Uint8Array([0x61, 0xff])], 'string', ['a\ufffd']],
  ] as const)('%s %o to %s', (from, values, to, expected) => {
    expect(evaluate(col('v').cast(to), batchFrom({ v: [from, values] }))).toEqual(expected)
  })

  test.each([
    ['string', ['x'], 'int32', 'CAST_INVALID_INPUT'],
    ['string', ['1995-02-30'], 'date', 'CAST_INVALID_INPUT'],
    ['string', ['32768'], 'int16', 'CAST_INVALID_INPUT'],
    ['int32', [32768], 'int16', 'CAST_OVERFLOW'],
    ['double', [Number.NaN], 'int32', 'CAST_OVERFLOW'],
    ['double', [1e19], 'int64', 'CAST_OVERFLOW'],
  ] as const)('%s %o to %s fails', (from, values, to, error) => {
    expect(() => evaluate(col('v').cast(to), batchFrom({ v: [from, values] }))).toThrow(error)
  })
})

test('a predicate keeps rows that are true, in order, within the rows given', () => {
  const batch = batchFrom({ n: ['int32', [5, null, 1, 7, 9]] })
  const predicate = new PredicateKernel(resolveExpression(col('n').gt(4).node, batch.schema))
  const all = predicate.select(batch)
  expect([...all.rows!.subarray(0, all.count)]).toEqual([0, 3, 4])
  const some = predicate.select(batch, { rows: Int32Array.of(1, 2, 3), count: 3 })
  expect([...some.rows!.subarray(0, some.count)]).toEqual([3])
})

test('only selected rows are computed', () => {
  const batch = batchFrom({ n: ['int32', [0, 2]] })
  const column = compile(lit(1).div(col('n')), batch).evaluate(batch, { rows: Int32Array.of(1), count: 1 })
  expect(valuesOf(column)[1]).toBe(0.5)
})
