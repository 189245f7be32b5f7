import type { LineBlock } from '@millrace/log-parser'
import { expect, it } from 'vitest'
import { RatePacer } from './rate.ts'

const block = (count: number): LineBlock => ({
  bytes: new Uint8Array(0),
  starts: new Int32Array(count),
  ends: new Int32Array(count),
  count,
})

const endless = block(100_000)

/** Sends until `end` milliseconds; the clock stands still except for waits and `stalls`. */
function simulate(rate: number, end: number, stalls: Record<number, number> = {}): { lines: number; longest: number } {
  const pacer = new RatePacer(rate)
  let now = 0
  let lines = 0
  let longest = 0
  const pending = { ...stalls }
  while (now < end) {
    for (const [at, ms] of Object.entries(pending)) {
      if (now >= Number(at)) {
        now += ms
        delete pending[Number(at)]
      }
    }
    const allowed = pacer.allow(endless, now)
    if ('wait' in allowed) now += allowed.wait
    else {
      lines += allowed.lines
      longest = Math.max(longest, allowed.lines)
    }
  }
  return { lines, longest }
}

it('is exact on average, for slow and fast rates', () => {
  for (const rate of [0.5, 1, 7, 1000, 123_456]) {
    const { lines } = simulate(rate, 100_000)
    expect(Math.abs(lines - rate * 100)).toBeLessThanOrEqual(Math.max(1, rate * 0.051))
  }
})

it('is even: portions are about 50 ms worth', () => {
  expect(simulate(1000, 10_000).longest).toBeLessThanOrEqual(51)
})

it('makes up for a second at most after a stall', () => {
  expect(simulate(1000, 60_000, { 1000: 500 }).lines).toBeGreaterThanOrEqual(59_900)
  const { lines, longest } = simulate(1000, 60_000, { 1000: 20_000 })
  expect(longest).toBeLessThanOrEqual(1051)
  expect(lines).toBeLessThanOrEqual(41_100)
})
