import type { HostValue, TypeName } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import { call, callTyped, type Typed, typed } from './testing/call.ts'

const decimal = (text: string): Typed => {
  const [whole, fraction = ''] = text.split('.')
  const digits = (whole + fraction).replace(/^(-?)0+(?=\d)/, '$1')
  const precision = Math.max(digits.replace('-', '').length, fraction.length)
  return typed(`decimal(${precision},${fraction.length})`, BigInt(whole + fraction))
}
const int8 = (v: number): Typed => typed('int8', v)
const int64 = (v: bigint): Typed => typed('int64', v)
const float = (v: number): Typed => typed('float', Math.fround(v))

/** Types and values are Spark's. */
test.each<[string, HostValue | Typed, HostValue | Typed, TypeName, HostValue]>([
  ['add', int8(100), int8(27), 'int8', 127],
  ['add', int8(100), 1000, 'int32', 1100],
  ['add', 1, int64(2n), 'int64', 3n],
  ['add', float(0.1), float(0.2), 'float', Math.fround(Math.fround(0.1) + Math.fround(0.2))],
  ['add', 1, float(1.5), 'double', 2.5],
  ['add', '1', 2, 'int64', 3n],
  ['add', '1.5', 2.5, 'double', 4],
  ['add', decimal('1.5'), decimal('1.25'), 'decimal(4,2)', 275n],
  ['add', decimal('1.5'), 0.5, 'double', 2],
  ['add', typed('void', null), typed('void', null), 'double', null],
  ['subtract', decimal('1'), decimal('0.01'), 'decimal(4,2)', 99n],
  ['multiply', decimal('1.5'), decimal('-1.5'), 'decimal(5,2)', -225n],
  [
    'multiply',
    typed('decimal(38,10)', 10n ** 11n),
    typed('decimal(38,10)', 3n * 10n ** 10n),
    'decimal(38,6)',
    30_000_000n,
  ],
  ['divide', 1, 3, 'double', 1 / 3],
  ['divide', decimal('1'), decimal('3'), 'decimal(7,6)', 333_333n],
  ['divide', decimal('2'), decimal('3'), 'decimal(7,6)', 666_667n],
  ['mod', -7, 3, 'int32', -1],
  ['mod', -6, 3, 'int32', 0],
  ['mod', decimal('-7.5'), decimal('2'), 'decimal(2,1)', -15n],
  ['pmod', -7, 3, 'int32', 2],
  ['pmod', -7.5, 2, 'double', 0.5],
  ['pmod', decimal('-7.5'), decimal('2'), 'decimal(2,1)', 5n],
  ['div', -7, 2, 'int64', -3n],
  ['div', int64(9007199254740991n), 2, 'int64', 4503599627370495n],
  ['div', int64(2n ** 62n), 3, 'int64', 1537228672809129301n],
  ['div', decimal('7.5'), decimal('-2'), 'int64', -3n],
  ['tryAdd', int8(100), int8(28), 'int8', null],
  ['tryAdd', int64(2n ** 63n - 1n), 1, 'int64', null],
  ['tryAdd', 'x', 1, 'int64', null],
  ['trySubtract', 1, 2, 'int32', -1],
  ['tryMultiply', 2 ** 30, 2, 'int32', null],
  ['tryMultiply', int64(2n ** 40n), int64(2n ** 20n), 'int64', 2n ** 60n],
  ['tryDivide', 1, 0, 'double', null],
  ['tryDivide', decimal('1.0'), decimal('0.0'), 'decimal(8,6)', null],
  ['tryMod', 7, 0, 'int32', null],
  ['tryMod', -6, 3, 'int32', 0],
  ['tryMultiply', typed('decimal(38,0)', 10n ** 37n), decimal('100'), 'decimal(38,0)', null],
])('%s(%o, %o)', (name, a, b, type, value) => {
  // callTyped computes with constants and with columns: an integer that is written out has its own digits beside a decimal.
  expect(callTyped(name, a, b)).toEqual({ type, value })
})

test('an integer that is written out is as short a decimal as it can be, a column of integers is not', () => {
  const two = { kind: 'literal', type: 'int32', value: 2 } as const
  const column = { kind: 'cast', to: 'int32', arg: { kind: 'literal', type: 'int64', value: '2' } } as const
  expect(callTyped('multiply', decimal('1.5'), two)).toEqual({ type: 'decimal(4,1)', value: 30n })
  expect(callTyped('multiply', decimal('1.5'), column)).toEqual({ type: 'decimal(13,1)', value: 30n })
  const byte = { kind: 'literal', type: 'int8', value: 2 } as const
  expect(callTyped('multiply', decimal('1.5'), byte)).toEqual({ type: 'decimal(6,1)', value: 30n })
  expect(callTyped('eq', decimal('2.0'), two).value).toBe(true)
})

test.each<[string, (HostValue | Typed)[], string]>([
  ['add', [int8(100), int8(28)], 'ARITHMETIC_OVERFLOW'],
  ['multiply', [int64(2n ** 62n), 2], 'ARITHMETIC_OVERFLOW'],
  ['negative', [int8(-128)], 'ARITHMETIC_OVERFLOW'],
  ['abs', [-(2 ** 31)], 'ARITHMETIC_OVERFLOW'],
  ['div', [int64(-(2n ** 63n)), -1], 'ARITHMETIC_OVERFLOW'],
  ['divide', [1, 0], 'DIVIDE_BY_ZERO'],
  ['divide', [1.5, 0.5 - 0.5], 'DIVIDE_BY_ZERO'],
  ['divide', [decimal('1.0'), decimal('0.0')], 'DIVIDE_BY_ZERO'],
  ['div', [1, 0], 'DIVIDE_BY_ZERO'],
  ['mod', [1, 0], 'REMAINDER_BY_ZERO'],
  ['pmod', [decimal('1.0'), decimal('0.0')], 'REMAINDER_BY_ZERO'],
  ['multiply', [typed('decimal(38,0)', 10n ** 37n), decimal('100')], 'NUMERIC_VALUE_OUT_OF_RANGE'],
  ['add', ['x', 1], 'CAST_INVALID_INPUT'],
  ['add', [true, 1], 'DATATYPE_MISMATCH'],
  ['add', ['1', '2'], 'DATATYPE_MISMATCH'],
])('%s%o raises %s', (name, args, error) => {
  expect(() => call(name, ...args)).toThrow(error)
})

describe('signs', () => {
  test.each<[string, HostValue | Typed, TypeName, HostValue]>([
    ['negative', decimal('1.5'), 'decimal(2,1)', -15n],
    ['negative', 0.5, 'double', -0.5],
    ['positive', int64(5n), 'int64', 5n],
    ['abs', decimal('-1.5'), 'decimal(2,1)', 15n],
    ['abs', float(-2), 'float', 2],
    ['abs', '-3', 'double', 3],
    ['abs', typed('interval_ym', -5), 'interval_ym', 5],
  ])('%s(%o)', (name, a, type, value) => {
    expect(callTyped(name, a)).toEqual({ type, value })
  })
})

describe('bits', () => {
  test.each<[string, (HostValue | Typed)[], TypeName, HostValue]>([
    ['bitwiseAnd', [12, 10], 'int32', 8],
    ['bitwiseOr', [int8(12), int8(3)], 'int8', 15],
    ['bitwiseXor', [int64(2n ** 62n), -1], 'int64', -(2n ** 62n) - 1n],
    ['bitwiseNot', [5], 'int32', -6],
    ['shiftleft', [1, 33], 'int32', 2],
    ['shiftleft', [int64(1n), 63], 'int64', -(2n ** 63n)],
    ['shiftright', [-8, 1], 'int32', -4],
    ['shiftrightunsigned', [-1, 28], 'int32', 15],
    ['shiftrightunsigned', [int64(-1n), 60], 'int64', 15n],
    ['bitCount', [-1], 'int32', 64],
    ['bitGet', [11, 1], 'int8', 1],
  ])('%s%o', (name, args, type, value) => {
    expect(callTyped(name, ...args)).toEqual({ type, value })
  })
  test('a position that the integer does not have', () => {
    expect(() => call('bitGet', 1, 64)).toThrow('INVALID_PARAMETER_VALUE')
  })
})
