import fc from 'fast-check'
import { expect, test } from 'vitest'
import { int64Words, readInt64, writeInt64 } from './int64.ts'

const safe = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, -1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, -(2 ** 32), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
)

test('writes and reads what BigInt64Array holds', () => {
  fc.assert(
    fc.property(safe, value => {
      const values = new BigInt64Array(3)
      const words = int64Words(values.subarray(1))
      writeInt64(words, 1, value)
      expect(values).toEqual(new BigInt64Array([0n, 0n, BigInt(value)]))
      expect(readInt64(words, 1)).toBe(value)
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test('is exact above 2^53 for integers that a double holds', () => {
  const values = new BigInt64Array(1)
  for (const value of [2 ** 62, -(2 ** 63), 253402300799e6, -62135596800e6]) {
    writeInt64(int64Words(values), 0, value)
    expect(values[0]).toBe(BigInt(value))
    expect(readInt64(int64Words(values), 0)).toBe(value)
  }
})
