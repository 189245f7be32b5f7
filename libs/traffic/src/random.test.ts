import { expect, test } from 'vitest'
import { AliasTable, zipf } from './alias-table.ts'
import { exp, LogNormal } from './log-normal.ts'
import { Random } from './random.ts'

/** xoshiro128** written down once more, straight from its authors' C code, over BigInt. */
function* reference(state: bigint[]): Generator<number> {
  const mask = 0xffffffffn
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask
  const s = [...state]
  for (;;) {
    yield Number((rotl((s[1] * 5n) & mask, 7n) * 9n) & mask)
    const t = (s[1] << 9n) & mask
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotl(s[3], 11n)
  }
}

/** SplitMix32's first outputs, over BigInt. */
function seeds(seed: bigint): bigint[] {
  const mask = 0xffffffffn
  let state = seed
  return Array.from({ length: 4 }, (_, i) => {
    state = (state + 0x9e3779b9n) & mask
    let z = state
    z = ((z ^ (z >> 16n)) * 0x21f0aaadn) & mask
    z = ((z ^ (z >> 15n)) * 0x735a2d97n) & mask
    z ^= z >> 15n
    return i === 3 ? z | 1n : z
  })
}

test('the sequence is xoshiro128**', () => {
  const random = new Random(12345)
  const expected = reference(seeds(12345n))
  for (let i = 0; i < 1000; i++) expect(random.next()).toBe(expected.next().value)
})

test('seeds and streams give different sequences', () => {
  const first = new Set([0, 1, 2, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER].map(seed => new Random(seed).next()))
  expect(first.size).toBe(6)
  expect(new Random(1, 1).next()).not.toBe(new Random(1, 2).next())
})

test('an alias table draws in proportion to the weights', () => {
  const table = new AliasTable([5, 0, 3, 2])
  const random = new Random(1)
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < 100_000; i++) counts[table.sample(random)]++
  expect(counts[1]).toBe(0)
  for (const [i, share] of [0.5, 0, 0.3, 0.2].entries())
    expect(Math.abs(counts[i] / 100_000 - share)).toBeLessThan(0.01)
})

test('Zipf: the second is half as frequent as the first', () => {
  const table = new AliasTable(zipf(1000))
  const random = new Random(2)
  const counts = new Uint32Array(1000)
  for (let i = 0; i < 500_000; i++) counts[table.sample(random)]++
  expect(counts[0] / counts[1]).toBeGreaterThan(1.9)
  expect(counts[0] / counts[1]).toBeLessThan(2.1)
  expect(counts[0] / counts[99]).toBeGreaterThan(80)
})

test('the own exponential function agrees with the library’s', () => {
  for (const x of [-5, -0.3, 0, 1e-9, 1, 2.5, 7]) expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 12)
})

test('log-normal: half below the median, and a long tail', () => {
  const sizes = new LogNormal(1.2, new Random(3))
  const random = new Random(4)
  const values = Array.from({ length: 50_000 }, () => sizes.sample(random, 1000)).sort((a, b) => a - b)
  expect(values[25_000]).toBeGreaterThan(900)
  expect(values[25_000]).toBeLessThan(1100)
  // One standard deviation above: exp(1.2) = 3.32.
  expect(values[42_067]).toBeGreaterThan(2900)
  expect(values[42_067]).toBeLessThan(3800)
})
