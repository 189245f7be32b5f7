import { describe, expect, it } from 'vitest'
import { call, callTyped, typed } from './testing/call.ts'

const decimal = (text: string) => {
  const scale = (text.split('.')[1] ?? '').length
  const unscaled = BigInt(text.replace('.', ''))
  return typed(`decimal(${text.replace(/[-.]/g, '').length},${scale})`, unscaled)
}
const constant = (value: number) => ({ kind: 'literal' as const, type: 'int32' as const, value })

describe('math', () => {
  it('computes with doubles', () => {
    expect(call('sqrt', 4)).toBe(2)
    expect(call('sqrt', '4')).toBe(2)
    expect(call('ln', 0)).toBe(null)
    expect(call('log', 10, 100)).toBe(2)
    expect(call('log', 10, 0)).toBe(null)
    expect(call('log1p', -1)).toBe(null)
    expect(call('rint', 2.5)).toBe(2)
    expect(call('rint', -3.5)).toBe(-4)
    expect(call('rint', 12.3456)).toBe(12)
    expect(call('degrees', Math.PI)).toBe(180)
    expect(call('atan2', typed('double', -0), -1)).toBe(Math.PI)
    expect(call('pi')).toBe(Math.PI)
  })

  it('rounds', () => {
    expect(callTyped('round', decimal('2.5'), constant(0))).toEqual({ type: 'decimal(2,0)', value: 3n })
    expect(callTyped('bround', decimal('2.5'), constant(0))).toEqual({ type: 'decimal(2,0)', value: 2n })
    expect(callTyped('round', typed('int8', 25), constant(-1))).toEqual({ type: 'int8', value: 30 })
    expect(call('bround', 25, constant(-1))).toBe(20)
    expect(call('round', 525, constant(-3))).toBe(1000)
    expect(call('round', typed('double', 2.675), constant(2))).toBe(2.68)
    expect(call('round', typed('double', -2.5))).toBe(-3)
    expect(() => call('round', typed('int8', 127), constant(-1))).toThrow('ARITHMETIC_OVERFLOW')
  })

  it('rounds doubles as their decimal text', () => {
    for (let i = 0; i < 300; i++) {
      const value = (i - 1000) * 0.0137 + i / 3
      expect(call('round', typed('double', value), constant(2))).toBe(
        Number(call('round', decimal(value.toFixed(17)), constant(2))) / 100 + 0,
      )
    }
    expect(call('round', typed('double', -0.001), constant(1))).toBe(0)
    expect(call('round', typed('double', 1e300), constant(1))).toBe(1e300)
    expect(call('round', typed('float', Math.fround(1.15)), constant(1))).toBe(Math.fround(1.1))
  })

  it('goes up and down', () => {
    expect(callTyped('ceil', decimal('-0.1'))).toEqual({ type: 'decimal(2,0)', value: 0n })
    expect(callTyped('ceil', 5)).toEqual({ type: 'int64', value: 5n })
    expect(callTyped('floor', -1.5)).toEqual({ type: 'int64', value: -2n })
    expect(callTyped('ceil', -35, constant(-1))).toEqual({ type: 'decimal(11,0)', value: -30n })
    expect(callTyped('ceil', decimal('3.14115'), constant(-3))).toEqual({ type: 'decimal(4,0)', value: 1000n })
    expect(callTyped('floor', decimal('-0.35'), constant(1))).toEqual({ type: 'decimal(3,1)', value: -4n })
  })

  it('converts between bases', () => {
    expect(call('conv', '100', 2, 10)).toBe('4')
    expect(call('conv', '-10', 16, -10)).toBe('-16')
    expect(call('conv', '9223372036854775808', 10, 16)).toBe('8000000000000000')
    expect(call('conv', '-1', 10, 16)).toBe('FFFFFFFFFFFFFFFF')
    expect(call('conv', '11abc', 10, 16)).toBe('B')
    expect(() => call('conv', '92233720368547758070', 10, 16)).toThrow('Overflow')
    expect(call('bin', typed('int64', -1n))).toBe('1'.repeat(64))
    expect(call('bin', 25)).toBe('11001')
    expect(call('factorial', 5)).toBe(120n)
    expect(call('factorial', 21)).toBe(null)
  })

  it('finds buckets', () => {
    expect(call('widthBucket', 5.35, 0.024, 10.06, 5)).toBe(3n)
    expect(call('widthBucket', -2.1, 1.3, 3.4, 3)).toBe(0n)
    expect(call('widthBucket', 8.1, 0, 5.7, 4)).toBe(5n)
    expect(call('widthBucket', 5.35, 0.024, 10.06, 0)).toBe(null)
  })

  it('gives the random sequence of Spark', () => {
    // What Spark 4.1 gives for `SELECT rand(0)` and `SELECT randn(0)` in one partition.
    expect(call('rand', constant(0))).toBe(0.7604953758285915)
    expect(call('randn', constant(0))).toBe(1.6034991609278433)
    expect(callTyped('uniform', constant(0), constant(10), constant(0))).toEqual({ type: 'int32', value: 7 })
    expect(call('randstr', constant(5), constant(0))).toBe('ceV0P')
  })

  it('reads numbers by a format', () => {
    const text = (value: string) => ({ kind: 'literal' as const, type: 'string' as const, value })
    expect(callTyped('toNumber', '12,454.8-', text('00,000.9MI'))).toEqual({ type: 'decimal(6,1)', value: -124548n })
    expect(callTyped('toNumber', '<00,454.8>', text('00,000.9PR'))).toEqual({ type: 'decimal(6,1)', value: -4548n })
    expect(callTyped('toNumber', '$78.12', text('$00.00'))).toEqual({ type: 'decimal(4,2)', value: 7812n })
    expect(call('toNumber', '34,50', text('999,99'))).toBe(3450n)
    expect(call('toNumber', '.0', text('99999999.99999999'))).toBe(0n)
    expect(() => call('toNumber', '454', text('00'))).toThrow('INVALID_FORMAT.MISMATCH_INPUT')
    expect(call('tryToNumber', '454', text('00'))).toBe(null)
  })

  it('writes numbers by a format', () => {
    const text = (value: string) => ({ kind: 'literal' as const, type: 'string' as const, value })
    expect(call('toChar', -123, text('9999S'))).toBe(' 123-')
    expect(call('toChar', 123, text('S9999'))).toBe(' +123')
    expect(call('toChar', -456, text('9999.99PR'))).toBe(' <456.00>')
    expect(call('toChar', 456, text('9999.99PR'))).toBe(' 456.00  ')
    expect(call('toChar', 1234, text('9G999G999'))).toBe('    1,234')
    expect(call('toChar', 7, text('MI0999'))).toBe(' 0007')
    expect(call('toChar', 12345, text('999'))).toBe('###')
  })
})
