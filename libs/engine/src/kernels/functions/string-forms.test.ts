import { describe, expect, it } from 'vitest'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import { call, callTyped, typed } from './testing/call.ts'

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const text = (value: string): ExpressionNode => ({ kind: 'literal', type: 'string', value })
const plain = (value: unknown): Uint8Array => new Uint8Array(value as Uint8Array)

describe('notations', () => {
  it('hexadecimal and base64', () => {
    expect(call('hex', 17)).toBe('11')
    expect(call('hex', typed('int64', -1n))).toBe('FFFFFFFFFFFFFFFF')
    expect(call('hex', 'Spark SQL')).toBe('537061726B2053514C')
    expect(plain(call('unhex', '123'))).toEqual(bytes('0123'))
    expect(call('unhex', 'GG')).toBe(null)
    expect(call('base64', 'Spark SQL')).toBe('U3BhcmsgU1FM')
    expect(plain(call('unbase64', 'U3BhcmsgU1FM'))).toEqual(new Uint8Array(Buffer.from('Spark SQL')))
    expect(plain(call('toBinary', ' ab c=', text('base64')))).toEqual(bytes('69b7'))
    expect(() => call('toBinary', 'ab==f', text('base64'))).toThrow('CONVERSION_INVALID_INPUT')
    expect(call('tryToBinary', ' ab cdef= = ', text('base64'))).toBe(null)
    expect(call('tryToBinary', 'GG')).toBe(null)
  })

  it('charsets', () => {
    expect(plain(call('encode', 'é', 'UTF-16'))).toEqual(bytes('feff00e9'))
    expect(call('decode', bytes('feff00e9'), 'utf-16')).toBe('é')
    expect(call('decode', bytes('0001f600'), 'utf-32')).toBe('😀')
    expect(() => call('encode', 'é', 'US-ASCII')).toThrow('MALFORMED_CHARACTER_CODING')
    expect(() => call('encode', 'hello', 'Windows-xxx')).toThrow('INVALID_PARAMETER_VALUE.CHARSET')
    expect(call('chr', 65)).toBe('A')
    expect(call('ascii', '222')).toBe(50)
  })

  it('decode with more arguments is a case', () => {
    expect(call('decode', 2, 1, 'Southlake', 2, 'San Francisco', 'other')).toBe('San Francisco')
    expect(call('decode', typed('int32', null), 6, 'Spark', typed('int32', null), 'SQL')).toBe('SQL')
    expect(call('decode', 6, 1, 'Southlake')).toBe(null)
  })
})

describe('checks', () => {
  it('compare and validate', () => {
    expect(call('levenshtein', 'kitten', 'sitting')).toBe(3)
    expect(call('levenshtein', 'kitten', 'sitting', 2)).toBe(-1)
    expect(call('soundex', 'Miller')).toBe('M460')
    expect(call('soundex', 'Ashcraft')).toBe('A261')
    expect(call('luhnCheck', '4111111111111111')).toBe(true)
    expect(call('luhnCheck', '6011000000000005')).toBe(false)
    expect(call('isValidUtf8', bytes('80'))).toBe(false)
    expect(call('makeValidUtf8', bytes('6180'))).toBe('a\ufffd')
    expect(call('tryValidateUtf8', bytes('80'))).toBe(null)
    expect(() => call('validateUtf8', bytes('80'))).toThrow('INVALID_UTF8_STRING')
  })

  it('mask', () => {
    expect(call('mask', 'AbCD123-@$#')).toBe('XxXXnnn-@$#')
    expect(call('mask', 'AbCD123-@$#', null, 'q', 'd', 'o')).toBe('AqCDdddoooo')
  })
})

describe('formats', () => {
  it('printf', () => {
    expect(call('formatString', 'Hello %s %1$s %s', 'World', 'again')).toBe('Hello World World again')
    expect(call('formatString', '%05d|%-5d|%,d|%+d', 42, 42, 1234567, 1)).toBe('00042|42   |1,234,567|+1')
    expect(call('formatString', '%.2f %8.3f %e', 1.005, -3.1234, 12345.678)).toBe('1.01   -3.123 1.234568e+04')
    expect(call('formatString', '>>%10s<< %x %%', null, 255)).toBe('>>      null<< ff %')
    expect(() => call('formatString', '%s %s', 'a')).toThrow("'%s'")
  })

  it('format_number', () => {
    expect(call('formatNumber', typed('double', 12332.123456), 4)).toBe('12,332.1235')
    expect(call('formatNumber', 2.5, 0)).toBe('2')
    expect(call('formatNumber', 12332.123456, '##################.###')).toBe('12332.123')
    expect(call('formatNumber', 1, -1)).toBe(null)
    // Java's DecimalFormat where a pattern has no zeros, and where a number is rounded to zero.
    expect(['#.##', '.##', '#.00', '#.', '#'].map(p => call('formatNumber', 0.5, p))).toEqual([
      '0.5',
      '.5',
      '.50',
      '0.',
      '0',
    ])
    expect(call('formatNumber', 0, '.##')).toBe('.0')
    expect(call('formatNumber', -0.001, '#.##')).toBe('-0')
  })

  it('elt', () => {
    expect(callTyped('elt', 1, 'scala', 'java')).toEqual({ type: 'string', value: 'scala' })
    expect(() => call('elt', 3, 'a', 'b')).toThrow('INVALID_ARRAY_INDEX')
  })
})
