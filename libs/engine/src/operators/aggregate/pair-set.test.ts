import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PairSet } from './pair-set.ts'

const word = fc.oneof(
  fc.nat(600),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(-1, 0, 255, 256, 1048575, 1048576),
)
const group = fc.oneof(fc.nat(5), fc.nat(300), fc.constantFrom(63, 64, 65, 262143, 262144, 1_000_000))

test('holds every pair once and counts it for its group, however far groups and values lie apart', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.tuple(group, word), { maxLength: 100 }), { maxLength: 5 }), blocks => {
      const set = new PairSet()
      const counts = new Float64Array(1_000_001)
      const expected = new Map<string, readonly [number, number]>()
      for (const pairs of blocks) {
        const groups = Int32Array.from(pairs, ([g]) => g)
        const values = Int32Array.from(pairs, ([, v]) => v)
        set.addRows(values, groups, { rows: null, count: pairs.length }, counts)
        for (const [g, v] of pairs) expected.set(`${g} ${v}`, [g, v])
      }
      const held = set.pairs()
      const found = Array.from(held.groups, (g, i) => `${g} ${held.values[i]}`)
      expect(set.size).toBe(expected.size)
      expect(found.sort()).toEqual([...expected.keys()].sort())
      const byGroup = new Map<number, number>()
      for (const [g] of expected.values()) byGroup.set(g, (byGroup.get(g) ?? 0) + 1)
      for (const [g, n] of byGroup) expect(counts[g]).toBe(n)
    }),
    { numRuns: 200 },
  )
})

test('of selected rows without groups', () => {
  const set = new PairSet()
  const counts = new Float64Array(1)
  const values = Int32Array.of(7, 9, 7, 300, 9)
  set.addRows(values, null, { rows: Int32Array.of(0, 2, 3), count: 3 }, counts)
  expect([set.size, counts[0]]).toEqual([2, 2])
  expect([...set.pairs().values]).toEqual([7, 300])
})
