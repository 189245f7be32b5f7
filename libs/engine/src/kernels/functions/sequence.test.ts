import { describe, expect, it } from 'vitest'
import { call, callTyped, typed } from './testing/call.ts'

describe('sequence', () => {
  it('of integers', () => {
    expect(callTyped('sequence', 1, 5)).toEqual({ type: 'list<int32>', value: [1, 2, 3, 4, 5] })
    expect(call('sequence', 5, 1)).toEqual([5, 4, 3, 2, 1])
    expect(call('sequence', 1, typed('int64', 6n), 2)).toEqual([1n, 3n, 5n])
    expect(() => call('sequence', 1, 5, -1)).toThrow('Illegal sequence boundaries')
    expect(() => call('sequence', 1, 2_000_000_000)).toThrow('COLLECTION_SIZE_LIMIT_EXCEEDED')
  })

  it('of dates', () => {
    const date = (days: number) => typed('date', days)
    expect(call('sequence', date(0), date(2))).toEqual([0, 1, 2])
    expect(call('sequence', date(30), date(100), typed('interval_ym', 1))).toEqual([30, 58, 89])
    expect(
      call(
        'sequence',
        typed('timestamp', 0n),
        typed('timestamp', 7_200_000_000n),
        typed('interval_dt', 3_600_000_000n),
      ),
    ).toEqual([0n, 3_600_000_000n, 7_200_000_000n])
  })
})

describe('others', () => {
  it('typeof, assert_true, raise_error', () => {
    expect(call('typeof', typed('list<int64>', []))).toBe('array<bigint>')
    expect(call('assertTrue', true)).toBe(null)
    expect(() => call('assertTrue', false, 'no')).toThrow('[USER_RAISED_EXCEPTION] no')
    expect(() => call('raiseError', 'custom')).toThrow('custom')
  })
})
