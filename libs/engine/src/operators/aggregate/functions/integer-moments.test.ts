import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlainColumn } from '../../plain-column.ts'
import { Block } from '../block.ts'
import { IntegerMomentsAccumulator } from './integer-moments.ts'

const column = (values: readonly number[]): PlainColumn => ({
  type: 'int64',
  length: values.length,
  values: BigInt64Array.from(values, BigInt),
  validity: null,
  nullCount: 0,
})

function accumulate(values: readonly number[]): IntegerMomentsAccumulator {
  const accumulator = new IntegerMomentsAccumulator(1, true)
  accumulator.update([column(values)], new Block({ rows: null, count: values.length }, null, 1))
  return accumulator
}

const result = (accumulator: IntegerMomentsAccumulator): number =>
  (accumulator.result(1) as { values: Float64Array }).values[0]

/** Sample standard deviation with exact sums. */
function expected(values: readonly number[]): number {
  const n = BigInt(values.length)
  const sum = values.reduce((total, value) => total + BigInt(value), 0n)
  const squares = values.reduce((total, value) => total + BigInt(value) ** 2n, 0n)
  return Math.sqrt(Number(n * squares - sum * sum) / values.length / (values.length - 1))
}

/** Sums stay below 2^53, where the docstring promises exactness. */
const sizes = fc.array(
  fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.integer(), fc.integer({ min: 0, max: 2 ** 46 })),
  {
    minLength: 2,
    maxLength: 60,
  },
)

test('the standard deviation of integers is exact, also of large ones', () => {
  fc.assert(
    fc.property(sizes, values => {
      expect(result(accumulate(values))).toBe(expected(values))
    }),
  )
})

test('neither order nor grouping changes a bit', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (values, cut) => {
      const at = cut % values.length
      const parts = accumulate(values.slice(at).reverse())
      parts.merge(accumulate(values.slice(0, at)).state(1), Int32Array.of(0), 1)
      expect(result(parts)).toBe(result(accumulate(values)))
    }),
  )
})

test('limbs are carried over before they lose digits', () => {
  const values = Array.from({ length: 5000 }, (_, i) => 67_108_863 - i)
  const accumulator = accumulate(values)
  for (let i = 0; i < 20; i++) accumulator.merge(accumulate(values).state(1), Int32Array.of(0), 1)
  expect(result(accumulator)).toBe(expected(Array.from({ length: 21 }, () => values).flat()))
})
