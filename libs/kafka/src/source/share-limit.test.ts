import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareLimit } from './share-limit.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

describe('shareLimit', () => {
  it('gives everything when it fits', () => {
    expect(shareLimit([3, 0, 5], 8)).toEqual([3, 0, 5])
    expect(shareLimit([3, 5], Number.POSITIVE_INFINITY)).toEqual([3, 5])
    expect(shareLimit([], 10)).toEqual([])
  })

  it('is in proportion to the backlogs', () => {
    const shares = shareLimit([900_000, 90_000, 10_000], 10_000)
    expect(sum(shares)).toBe(10_000)
    expect(Math.abs(shares[0] - 9000)).toBeLessThan(3)
    expect(Math.abs(shares[1] - 900)).toBeLessThan(3)
  })

  it('never starves a small partition beside a large one', () => {
    expect(shareLimit([1_000_000_000, 1], 10)).toEqual([9, 1])
  })

  it('always moves on, stays within limit and backlogs, and is the same for the same backlogs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(10), fc.nat(2 ** 50)), { maxLength: 50 }),
        fc.integer({ min: 1, max: 5_000_000 }),
        (backlogs, limit) => {
          const shares = shareLimit(backlogs, limit)
          expect(shares).toEqual(shareLimit(backlogs, limit))
          expect(shares.every((n, i) => Number.isInteger(n) && n >= 0 && n <= backlogs[i])).toBe(true)
          expect(sum(shares)).toBe(Math.min(limit, sum(backlogs)))
        },
      ),
    )
  })
})
